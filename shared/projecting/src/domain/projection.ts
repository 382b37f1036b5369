import {
  type Aggregate,
  type EventTable,
  type Head,
  type KnownEvent,
  type RecordReader,
  type Row,
  recordReader,
  type SubjectState,
} from '@notes/kernel';
import type { RowOf, Table } from './table.ts';

/** What the projector reads of a state: who created the subject, and when it was deleted (null: it is live). */
export type Subject = SubjectState & {
  readonly id: string;
  readonly created_by: string;
  readonly deleted_at: string | null;
};

/** An event as the journal keeps it: `previous` is not kept once the event is accepted. */
type Journalled<E> = E extends unknown ? Omit<E, 'previous'> : never;

/** What an accepted event has made of a subject: before it (undefined: there was none) and after it. */
export type Change<State extends Subject = Subject, Events extends EventTable = EventTable> = {
  readonly partition: number;
  readonly event: Journalled<KnownEvent<Events>>;
  readonly before: State | undefined;
  readonly after: State;
};

/**
 * A table of the read model and the rows that a change puts into it: a pure function, for events of these types only. It is the
 * same for events that come from the log and for those that are read from the journal for a new version of the read model.
 */
export type Projection = {
  readonly table: Table;
  readonly types: readonly string[];
  project(change: Change): readonly Row[];
};

/** A projection before it is one among others: its rows have the columns of its table, its types are the aggregate's. */
export type ProjectionOf<T extends Table, State extends Subject, Events extends EventTable> = {
  readonly table: T;
  readonly types: readonly (keyof Events & string)[];
  project(change: Change<State, Events>): readonly RowOf<T>[];
};

/** What is projected of an aggregate: its states, which are rows, and further tables. */
export type Projected = { readonly aggregate: Aggregate<Subject>; readonly projections: readonly Projection[] };

/** What every version of the read model is made from. */
export type ReadModel = {
  readonly records: RecordReader;
  readonly aggregates: ReadonlyMap<string, Aggregate<Subject>>;
  readonly projections: readonly Projection[];
  /** The places in `projections` of those that take events of a type. */
  readonly projectionsOf: ReadonlyMap<string, readonly number[]>;
};

/** The read model of the aggregates that share a log; their projections have tables of their own. */
export function readModelOf(...parts: readonly Projected[]): ReadModel {
  const records = recordReader<EventTable>(...parts.map(({ aggregate }) => aggregate));
  const projections = parts.flatMap((part) => part.projections);
  const placesOf = (type: string) => [...projections.keys()].filter((at) => projections[at]?.types.includes(type));
  return {
    records,
    aggregates: new Map(parts.map(({ aggregate }) => [aggregate.family, aggregate])),
    projections,
    projectionsOf: new Map(Object.keys(records.events).map((type) => [type, placesOf(type)])),
  };
}

/** The families that are read, as they stand beside a checkpoint. */
export const familiesOf = ({ aggregates }: ReadModel): string => [...aggregates.keys()].join();

/** The aggregate of a family. Throws if there is none, for the records of no other family are read. */
export function aggregateOf({ aggregates }: ReadModel, family: string): Aggregate<Subject> {
  const aggregate = aggregates.get(family);
  if (aggregate === undefined) throw new Error(`the read model has no aggregate of the family ${family}`);
  return aggregate;
}

/**
 * The state of a subject of an aggregate in one version of the read model. `eventId` is the event that gave this state. A stale row belongs to a
 * frozen subject: it stays as it was while the subject's chain goes on in the journal.
 */
export type SubjectRow = {
  readonly aggregate: Aggregate<Subject>;
  readonly state: Subject;
  readonly eventId: string;
  readonly stale: boolean;
};

/** The end of a subject's chain, and who created it. */
export type SubjectHead = { readonly head: Head; readonly author: string };

/** The head of a subject whose row is not stale, and its author. */
export function headOfRow({ aggregate, eventId, state }: SubjectRow): SubjectHead {
  const { version, deleted_at, created_by } = state;
  const head = { family: aggregate.family, eventId, version, deleted: deleted_at !== null, frozen: false };
  return { head, author: created_by };
}

/** Ids of subjects, each once, by the family of their events. */
export type SubjectIds = ReadonlyMap<string, ReadonlySet<string>>;

/** The ids of a family, to be added to. */
export function idsIn(subjects: Map<string, Set<string>>, family: string): Set<string> {
  const ids = subjects.get(family) ?? new Set();
  if (ids.size === 0) subjects.set(family, ids);
  return ids;
}
