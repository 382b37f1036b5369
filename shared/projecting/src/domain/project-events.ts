import { type Aggregate, type AnyEvent, familyOf, isKnown, type Row } from '@notes/kernel';
import { aggregateOf, type Change, type ReadModel, type Subject, type SubjectRow } from './projection.ts';
import { mergeRows, type Rows, type Table } from './table.ts';

/** An accepted event and its partition. */
type Accepted = { readonly partition: number; readonly event: AnyEvent };

/** What events make of one version of the read model. */
export type ReadModelChanges = {
  /** Rows of subjects new or changed, by id. */
  readonly subjects: ReadonlyMap<string, SubjectRow>;
  /** All that is to be written, table by table. */
  readonly tables: readonly Rows[];
  /** The people whose channels carry an event, where its aggregate says so. */
  readonly audiences: ReadonlyMap<Accepted, readonly string[]>;
};

/**
 * Folds accepted events, in the order of their partitions, over the rows that one version of the read model has of their
 * subjects. The same for records of the log, for a build from the journal, and for frozen subjects that are folded again.
 */
export function projectEvents(
  readModel: ReadModel,
  before: ReadonlyMap<string, SubjectRow>,
  events: Iterable<Accepted>,
): ReadModelChanges {
  const { projections, projectionsOf } = readModel;
  const subjects = new Map<string, SubjectRow>();
  const tables = projections.map(({ table }) => mergeRows(table));
  const audiences = new Map<Accepted, readonly string[]>();
  for (const accepted of events) {
    const { partition, event } = accepted;
    const row = subjects.get(event.subject) ?? before.get(event.subject);
    const aggregate = row?.aggregate ?? aggregateOf(readModel, familyOf(event.type));
    const after = projectEvent(aggregate, row, event);
    if (after === undefined) continue;
    if (aggregate.audience !== undefined) audiences.set(accepted, aggregate.audience(row?.state, after.state));
    if (after === row) continue;
    subjects.set(event.subject, after);
    if (!isKnown(event)) continue;
    const change: Change = { partition, event, before: row?.state, after: after.state };
    for (const at of projectionsOf.get(event.type) ?? [])
      for (const row of projections[at]?.project(change) ?? []) tables[at]?.add(row);
  }
  return { subjects, tables: [...subjectRows(readModel, before, subjects), ...tables], audiences };
}

/**
 * The row after an accepted event. An event of an unknown type freezes it, and a frozen one stays as it is. A subject begins with
 * its creation: one that was only fenced has none yet, and one that was frozen before gets none. The same row where nothing changes.
 */
function projectEvent(
  aggregate: Aggregate<Subject>,
  row: SubjectRow | undefined,
  event: AnyEvent,
): SubjectRow | undefined {
  if (row === undefined && aggregate.events[event.type]?.effect !== 'creates') return undefined;
  if (row?.stale) return row;
  if (!isKnown(event)) return row && { ...row, stale: true };
  return { aggregate, state: aggregate.evolve(row?.state, event), eventId: event.id, stale: false };
}

/** In the order of their ids, so that neighbours go into the same page of an index: a fifth of what it costs to insert them. */
function subjectRows(
  { aggregates }: ReadModel,
  before: ReadonlyMap<string, SubjectRow>,
  subjects: ReadonlyMap<string, SubjectRow>,
): readonly Rows[] {
  const rows = new Map(
    [...aggregates.values()].map((aggregate) => [aggregate, { created: [], changed: [] } as Sorted]),
  );
  for (const id of [...subjects.keys()].sort()) {
    const row = subjects.get(id);
    if (row === undefined) continue;
    const { aggregate, state, eventId, stale } = row;
    const sorted = rows.get(aggregate);
    // The state last: members that are added behind it make the copy eight times as dear.
    const columns = { event_id: eventId, stale, ...aggregate.row.toRow(state) };
    (before.has(id) ? sorted?.changed : sorted?.created)?.push(columns);
  }
  return [...rows].flatMap(([aggregate, sorted]) => rowsOf(aggregate, sorted));
}

type Sorted = { readonly created: Row[]; readonly changed: Row[] };

function rowsOf({ row: mapping }: Aggregate<Subject>, { created, changed }: Sorted): readonly Rows[] {
  const columns = { ...mapping.columns, event_id: 'uuid', stale: 'boolean' } as const;
  const table: Table = { name: mapping.table, key: ['id'], merge: 'replace', columns };
  // An insert that looks for no row to replace costs a quarter less.
  const newTable: Table = { ...table, merge: 'refuse' };
  return [
    { table: newTable, rows: created },
    { table, rows: changed },
  ];
}
