import type { Checkpoint } from '../domain/checkpoint.ts';
import type { Changes, JournalEntry, ProjectedNote } from '../domain/project-batches.ts';
import type { NoteRow } from '../domain/projections/notes.ts';

/** The tables, in memory: what is written can be loaded again by the same rules as in Postgres. */
export type MemoryDatabase = {
  readonly journal: Map<string, JournalEntry>;
  readonly rows: Map<string, NoteRow>;
  readonly checkpoints: Map<number, Checkpoint>;
};

export const emptyDatabase = (partitions: number): MemoryDatabase => ({
  journal: new Map(),
  rows: new Map(),
  checkpoints: new Map(
    Array.from({ length: partitions }, (_, partition) => [
      partition,
      { partition, position: -1, recordId: null, journalPos: null },
    ]),
  ),
});

/** Writes the changes. A position or a version that is journalled already is an error, as it is in Postgres. */
export function write(database: MemoryDatabase, { journal, rows, moved }: Changes): void {
  for (const entry of journal) {
    const key = `${entry.partition}-${entry.pos}`;
    if (database.journal.has(key)) throw new Error(`position ${key} is journalled twice`);
    database.journal.set(key, entry);
  }
  for (const [id, row] of rows) database.rows.set(id, row);
  for (const checkpoint of moved) database.checkpoints.set(checkpoint.partition, checkpoint);
}

/** Loads notes from their rows; those that are stale or missing have their heads from the journal. */
export function load(database: MemoryDatabase, ids: readonly string[]): Map<string, ProjectedNote> {
  const notes = ids.map((id) => [id, loadNote(database, id)] as const);
  return new Map(notes.filter((pair): pair is [string, ProjectedNote] => pair[1] !== undefined));
}

function loadNote({ rows, journal }: MemoryDatabase, id: string): ProjectedNote | undefined {
  const row = rows.get(id);
  if (row !== undefined && !row.stale) {
    const { version, deleted_at, created_by } = row.state;
    const head = { eventId: row.eventId, version, deleted: deleted_at !== null, frozen: false };
    return { head, row, author: created_by };
  }
  const chain = [...journal.values()].filter(({ event }) => event.noteId === id);
  const last = chain.sort((a, b) => a.event.version - b.event.version).at(-1);
  if (last === undefined) return undefined;
  const liveness = chain.filter(({ event }) => /Created|Deleted|Restored/.test(event.type)).at(-1);
  const deleted = liveness?.event.type === 'notes.NoteDeleted.v1';
  return {
    head: { eventId: last.event.id, version: last.event.version, deleted, frozen: true },
    row,
    author: last.author,
  };
}
