import { uuidText } from '@notes/contracts';
import type { Pool } from 'pg';

/** A record without effect, as the projector has listed it. */
export type DeadLetter = {
  readonly position: string;
  readonly reason: string;
  readonly detail: string;
  readonly key: Excerpt | null;
  readonly value: Excerpt | null;
  /** The stamp of the broker or the producer, as the topic takes them; null if that was no time. */
  readonly record_time: string | null;
  readonly recorded_at: string;
};

type Row = Omit<DeadLetter, 'position' | 'key' | 'value'> & {
  readonly partition: number;
  readonly pos: number;
  readonly key: Buffer | null;
  readonly key_bytes: number | null;
  readonly value: Buffer | null;
  readonly value_bytes: number | null;
};

const columns = 'partition, pos, reason, detail, key, key_bytes, value, value_bytes, record_time, recorded_at';

/** The newest ones, newest first, and how many there are in all. */
export async function readDeadLetters(pool: Pool, limit: number): Promise<{ letters: DeadLetter[]; total: number }> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from dead_letters order by recorded_at desc, partition, pos desc limit $1`,
    [limit],
  );
  const counted = await pool.query<{ total: number }>('select count(*) as total from dead_letters');
  return { letters: rows.map(toDeadLetter), total: counted.rows[0]?.total ?? 0 };
}

/** The one at a place of the log; undefined if none is listed there. */
export async function readDeadLetter(pool: Pool, partition: number, pos: number): Promise<DeadLetter | undefined> {
  const { rows } = await pool.query<Row>(`select ${columns} from dead_letters where partition = $1 and pos = $2`, [
    partition,
    pos,
  ]);
  return rows.map(toDeadLetter)[0];
}

const toDeadLetter = (row: Row): DeadLetter => ({
  position: `${row.partition}-${row.pos}`,
  reason: row.reason,
  detail: row.detail,
  key: excerpt(row.key, row.key_bytes),
  value: excerpt(row.value, row.value_bytes),
  record_time: row.record_time,
  recorded_at: row.recorded_at,
});

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

const noteColumns = `subject as note_id, type, partition || '-' || pos as position, frozen_at, tried_at, trouble`;

/** Those frozen last, and how many there are in all. */
export async function readFrozenNotes(pool: Pool, limit: number): Promise<{ notes: FrozenNote[]; total: number }> {
  const { rows } = await pool.query<FrozenNote>(
    `select ${noteColumns} from frozen order by frozen_at desc, subject limit $1`,
    [limit],
  );
  const counted = await pool.query<{ total: number }>('select count(*) as total from frozen');
  return { notes: rows, total: counted.rows[0]?.total ?? 0 };
}

/** One of them; undefined if the note is not frozen. */
export async function readFrozenNote(pool: Pool, noteId: string): Promise<FrozenNote | undefined> {
  const { rows } = await pool.query<FrozenNote>(`select ${noteColumns} from frozen where subject = $1`, [noteId]);
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
    `select version, type, partition || '-' || pos as position, time, actor from journal_entries
     where subject = $1 and pos >= $2 order by version limit 100`,
    [note_id, position.split('-')[1]],
  );
  return rows;
}

/** The beginning of a key or value: how many bytes the whole has, and the beginning as text where it is UTF-8. */
export type Excerpt = { readonly bytes: number; readonly text: string | null; readonly base64: string };

/** Reads what is kept of a key or value; null if the record had none. */
export function excerpt(kept: Buffer | null, bytes: number | null): Excerpt | null {
  if (kept === null) return null;
  return { bytes: bytes ?? kept.length, text: textOf(kept), base64: kept.toString('base64') };
}

/** With "stream", a character that is cut off at the end is no error. */
function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** For a terminal: text with its control characters as dots, other bytes in hexadecimal. */
export const printable = ({ text, base64 }: Excerpt): string =>
  text === null ? `0x${Buffer.from(base64, 'base64').toString('hex')}` : text.replaceAll(/(?![\n\t])\p{Cc}/gu, '·');

/** Whether a text is the id of a note, in either case. */
export const isNoteId = (text: string): boolean => new RegExp(uuidText, 'i').test(text);
