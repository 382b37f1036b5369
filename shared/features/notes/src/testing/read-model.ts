import { randomUUID } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { Note } from '../contract/index.ts';

type Database = Pool | ClientBase;

/** What set-up does: a log of that epoch, nothing applied yet. */
export async function openLog(database: Database, epoch = 'k3f9a2c1', partitions = 3): Promise<void> {
  await database.query('insert into log_identity (epoch, partitions) values ($1, $2)', [epoch, partitions]);
  await database.query('insert into checkpoints (partition, position) select generate_series(0, $1::int - 1), -1', [
    partitions,
  ]);
}

/** What the projector does with a checkpoint. */
export async function applyUpTo(database: Database, partition: number, position: number): Promise<void> {
  await database.query('update checkpoints set position = $2 where partition = $1', [partition, position]);
}

let count = 0;

/** A note that nobody has put anywhere yet; later ones are younger. */
export function someNote(members: Partial<Note> = {}): Note {
  count += 1;
  const instant = new Date(Date.UTC(2026, 0, 31, 12) + count).toISOString();
  const note = { title: `Note ${count}`, description: 'Some text.', priority: count, created_by: 'ada', version: 1 };
  return { id: randomUUID(), ...note, created_at: instant, updated_at: instant, ...members };
}

/** Puts notes into the read model, or replaces them there. */
export async function putNotes(
  database: Database,
  ...notes: readonly (Note & { readonly deleted_at?: string })[]
): Promise<void> {
  const rows = notes.map((note) => ({ ...note, event_id: randomUUID(), stale: false }));
  await database.query(
    `insert into rm_1.notes select * from json_populate_recordset(null::rm_1.notes, $1)
     on conflict (id) do update set (title, description, priority, updated_at, version, deleted_at) =
       (excluded.title, excluded.description, excluded.priority, excluded.updated_at, excluded.version, excluded.deleted_at)`,
    [JSON.stringify(rows)],
  );
}

export async function deleteNote(database: Database, id: string): Promise<void> {
  await database.query('update rm_1.notes set deleted_at = now(), version = version + 1 where id = $1', [id]);
}

/** Puts events of a note into the journal, from version 1 on, a second apart; `type` is the short name. */
export async function journalEvents(
  database: Database,
  noteId: string,
  events: readonly { readonly type: string; readonly data: object }[],
): Promise<void> {
  const begun = Date.UTC(2026, 0, 31, 12);
  for (const [i, { type, data }] of events.entries())
    await database.query(
      `insert into journal_entries (partition, pos, subject, version, type, event_id, command_id, fingerprint, actor, author, time, data)
       select 1, coalesce(max(pos), 0) + 1, $1, $2, $3, gen_random_uuid(), gen_random_uuid(), '-', 'ada', 'ada', $4, $5 from journal_entries`,
      [noteId, i + 1, `notes.${type}.v1`, new Date(begun + 1_000 * i).toISOString(), JSON.stringify(data)],
    );
}
