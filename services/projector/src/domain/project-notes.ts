import type { NoteEvent } from '@notes/feature-notes/domain';
import { isKnown } from '@notes/kernel';
import { type MergedRows, mergeRows } from './merge-rows.ts';
import { type NoteRow, newNotesTable, noteColumns, notesTable, projectNote } from './projections/notes.ts';
import type { NoteChange } from './projections/projection.ts';
import { projections } from './projections/projections.ts';
import type { Row, Rows } from './projections/table.ts';

/** An accepted event and its partition. */
type Accepted = { readonly partition: number; readonly event: NoteEvent };

/** What events make of one version of the read model. */
export type ReadModelChanges = {
  /** Rows of notes new or changed, by note id. */
  readonly notes: ReadonlyMap<string, NoteRow>;
  /** All that is to be written, table by table. */
  readonly tables: readonly Rows[];
};

/**
 * Folds accepted events, in the order of their partitions, over the rows that one version of the read model has of their
 * notes. The same for what comes from the log, what is built from the journal, and what is folded again.
 */
export function projectNotes(before: ReadonlyMap<string, NoteRow>, events: Iterable<Accepted>): ReadModelChanges {
  const notes = new Map<string, NoteRow>();
  const tables = projections.map(({ table }) => mergeRows(table));
  for (const { partition, event } of events) {
    const row = notes.get(event.subject) ?? before.get(event.subject);
    const after = projectNote(row, event);
    if (after === undefined || after === row) continue;
    notes.set(event.subject, after);
    if (isKnown(event)) addChange(tables, { partition, event, before: row?.state, after: after.state });
  }
  return { notes, tables: [...noteRows(before, notes), ...tables] };
}

/** In the order of their ids, so that neighbours go into the same page of an index: a fifth of what it costs to insert them. */
function noteRows(before: ReadonlyMap<string, NoteRow>, notes: ReadonlyMap<string, NoteRow>): readonly Rows[] {
  const created: Row[] = [];
  const changed: Row[] = [];
  for (const id of [...notes.keys()].sort()) {
    const row = notes.get(id);
    if (row !== undefined) (before.has(id) ? changed : created).push(noteColumns(row));
  }
  return [
    { table: newNotesTable, rows: created },
    { table: notesTable, rows: changed },
  ];
}

function addChange(tables: readonly MergedRows[], change: NoteChange): void {
  for (const [index, { types, project }] of projections.entries()) {
    if (!types.includes(change.event.type)) continue;
    for (const row of project(change)) tables[index]?.add(row);
  }
}
