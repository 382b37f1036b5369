import type { Pool } from 'pg';

/** A note that cannot be folded to its end, and why. */
export type FrozenNote = {
  readonly note_id: string;
  /** Of the event that is in the way. */
  readonly type: string;
  readonly position: string;
  readonly frozen_at: string;
  /** The last time that folding it was tried in vain. */
  readonly tried_at: string | null;
  /** Why it was, if not for the type. */
  readonly trouble: string | null;
};

const columns = `note_id, type, partition || '-' || pos as position, frozen_at, tried_at, trouble`;

/** Those frozen last, and how many there are in all. */
export async function readFrozenNotes(pool: Pool, limit: number): Promise<{ notes: FrozenNote[]; total: number }> {
  const { rows } = await pool.query<FrozenNote>(
    `select ${columns} from frozen_notes order by frozen_at desc, note_id limit $1`,
    [limit],
  );
  const counted = await pool.query<{ total: number }>('select count(*) as total from frozen_notes');
  return { notes: rows, total: counted.rows[0]?.total ?? 0 };
}

/** One of them; undefined if the note is not frozen. */
export async function readFrozenNote(pool: Pool, noteId: string): Promise<FrozenNote | undefined> {
  const { rows } = await pool.query<FrozenNote>(`select ${columns} from frozen_notes where note_id = $1`, [noteId]);
  return rows[0];
}

/** An event of a note's history, without its data. */
export type JournalledEvent = {
  readonly version: number;
  readonly type: string;
  readonly position: string;
  readonly time: string;
  readonly actor: string;
};

/** The events of a note from a position of its partition on, oldest first. */
export async function readEventsFrom(pool: Pool, { note_id, position }: FrozenNote): Promise<JournalledEvent[]> {
  const { rows } = await pool.query<JournalledEvent>(
    `select version, type, partition || '-' || pos as position, time, actor from journal
     where note_id = $1 and pos >= $2 order by version limit 100`,
    [note_id, position.split('-')[1]],
  );
  return rows;
}
