import type pg from 'pg';
import type { Changes } from '../domain/project-batches.ts';
import { plainArray, textArray } from './array-literal.ts';

/** Writes all that has changed, in one statement: the journal, the rows of each read model, the checkpoints. */
export async function writeChanges(
  client: pg.PoolClient,
  readModels: readonly number[],
  changes: Changes,
): Promise<void> {
  await client.query({ name: `write-${readModels.join('-')}`, text: sql(readModels), values: columns(changes) });
}

const sql = (readModels: readonly number[]): string => `
  with journalled as (
    insert into journal (partition, pos, prev, note_id, version, type, event_id, command_id, fingerprint, actor, author,
      time, traceparent, data)
    select * from unnest($1::int[], $2::bigint[], $3::bigint[], $4::uuid[], $5::int[], $6::text[], $7::uuid[], $8::uuid[],
      $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::text[], $14::json[])
  )${readModels.map((version) => `, ${notesSql(version)}`).join('')}
  update checkpoints set position = moved.position, record_id = moved.record_id, journal_pos = moved.journal_pos
  from unnest($26::int[], $27::bigint[], $28::text[], $29::bigint[]) as moved(partition, position, record_id, journal_pos)
  where checkpoints.partition = moved.partition`;

const notesSql = (version: number): string => `notes_${version} as (
    insert into rm_${version}.notes (id, title, description, priority, created_by, created_at, updated_at, version,
      deleted_at, event_id, stale)
    select * from unnest($15::uuid[], $16::text[], $17::text[], $18::int[], $19::text[], $20::timestamptz[],
      $21::timestamptz[], $22::int[], $23::timestamptz[], $24::uuid[], $25::bool[])
    on conflict (id) do update set title = excluded.title, description = excluded.description,
      priority = excluded.priority, updated_at = excluded.updated_at, version = excluded.version,
      deleted_at = excluded.deleted_at, event_id = excluded.event_id, stale = excluded.stale
  )`;

/** One array a column, in the order of the parameters. */
function columns({ journal, rows, moved }: Changes): string[] {
  const notes = [...rows.values()];
  return [
    plainArray(journal, (entry) => entry.partition),
    plainArray(journal, (entry) => entry.pos),
    plainArray(journal, (entry) => entry.prev),
    plainArray(journal, ({ event }) => event.noteId),
    plainArray(journal, ({ event }) => event.version),
    textArray(journal, ({ event }) => event.type),
    plainArray(journal, ({ event }) => event.id),
    plainArray(journal, ({ event }) => event.commandId),
    textArray(journal, ({ event }) => event.fingerprint),
    textArray(journal, ({ event }) => event.actor),
    textArray(journal, (entry) => entry.author),
    plainArray(journal, ({ event }) => event.time),
    textArray(journal, ({ event }) => event.traceparent ?? null),
    textArray(journal, ({ event }) => JSON.stringify(event.data)),
    plainArray(notes, ({ state }) => state.id),
    textArray(notes, ({ state }) => state.title),
    textArray(notes, ({ state }) => state.description),
    plainArray(notes, ({ state }) => state.priority),
    textArray(notes, ({ state }) => state.created_by),
    plainArray(notes, ({ state }) => state.created_at),
    plainArray(notes, ({ state }) => state.updated_at),
    plainArray(notes, ({ state }) => state.version),
    plainArray(notes, ({ state }) => state.deleted_at),
    plainArray(notes, (note) => note.eventId),
    plainArray(notes, (note) => note.stale),
    plainArray(moved, (checkpoint) => checkpoint.partition),
    plainArray(moved, (checkpoint) => checkpoint.position),
    textArray(moved, (checkpoint) => checkpoint.recordId),
    plainArray(moved, (checkpoint) => checkpoint.journalPos),
  ];
}
