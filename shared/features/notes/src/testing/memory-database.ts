import { type Checkpoint, fromBeginning, type Row } from '@notes/kernel';
import type {
  Before,
  Changes,
  JournalEntry,
  ReadModelChanges,
  SubjectHead,
  SubjectRow,
  Table,
} from '@notes/projecting/testing';

/** One version of the read model: rows of notes by id, and what is written to its tables, by table and key. */
export type MemoryReadModel = {
  readonly notes: Map<string, SubjectRow>;
  readonly tables: Map<string, Map<string, Row>>;
};

/** The tables, in memory: what is written can be loaded again by the same rules as in Postgres. */
export type MemoryDatabase = {
  readonly journal: Map<string, JournalEntry>;
  readonly readModel: MemoryReadModel;
  readonly checkpoints: Map<number, Checkpoint>;
};

export const emptyReadModel = (): MemoryReadModel => ({ notes: new Map(), tables: new Map() });

export const emptyDatabase = (partitions: number): MemoryDatabase => ({
  journal: new Map(),
  readModel: emptyReadModel(),
  checkpoints: new Map(
    Array.from({ length: partitions }, (_, partition) => [
      partition,
      { partition, next: fromBeginning, recordId: null, journalPos: null },
    ]),
  ),
});

const live = 1;

/** Writes the changes. A position or a version that is journalled already is an error, as it is in Postgres. */
export function write(database: MemoryDatabase, { journal, readModels, moved }: Changes): void {
  for (const entry of journal) {
    const key = `${entry.partition}-${entry.pos}`;
    if (database.journal.has(key)) throw new Error(`position ${key} is journalled twice`);
    database.journal.set(key, entry);
  }
  for (const changes of readModels.values()) writeReadModel(database.readModel, changes);
  for (const checkpoint of moved) database.checkpoints.set(checkpoint.partition, checkpoint);
}

/** Writes what is to change in one version of the read model. */
export function writeReadModel(readModel: MemoryReadModel, { subjects, tables }: ReadModelChanges): void {
  for (const [id, row] of subjects) readModel.notes.set(id, row);
  for (const { table, rows } of tables) {
    const present = readModel.tables.get(table.name) ?? new Map<string, Row>();
    readModel.tables.set(table.name, present);
    for (const row of rows) {
      const key = JSON.stringify(table.key.map((column) => row[column]));
      if (table.merge === 'refuse' && present.has(key)) throw new Error(`${table.name} has a row ${key} already`);
      present.set(key, table.merge === 'add' ? added(table, present.get(key), row) : row);
    }
  }
}

const added = (table: Table, present: Row | undefined, row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      table.key.includes(column) ? value : Number(present?.[column] ?? 0) + Number(value),
    ]),
  );

/** What the projection needs to know of these notes. The heads of stale and missing rows are those of the journal. */
export function load(database: MemoryDatabase, ids: readonly string[]): Before {
  const heads = ids.map((id) => [id, loadHead(database, id)] as const);
  const rows = new Map([...database.readModel.notes].filter(([id]) => ids.includes(id)));
  return {
    checkpoints: database.checkpoints,
    heads: new Map(heads.filter((pair): pair is [string, SubjectHead] => pair[1] !== undefined)),
    readModels: new Map([[live, rows]]),
  };
}

function loadHead({ readModel, journal }: MemoryDatabase, id: string): SubjectHead | undefined {
  const row = readModel.notes.get(id);
  if (row !== undefined && !row.stale) {
    const { version, deleted_at, created_by } = row.state;
    return { head: { eventId: row.eventId, version, deleted: deleted_at !== null, frozen: false }, author: created_by };
  }
  const chain = [...journal.values()].filter(({ event }) => event.subject === id);
  const last = chain.sort((a, b) => a.event.version - b.event.version).at(-1);
  if (last === undefined) return undefined;
  const liveness = chain.filter(({ event }) => /Created|Deleted|Restored/.test(event.type)).at(-1);
  const deleted = liveness?.event.type === 'notes.NoteDeleted.v1';
  return {
    head: { eventId: last.event.id, version: last.event.version, deleted, frozen: true },
    author: last.author,
  };
}
