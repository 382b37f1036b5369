import type { Pool } from 'pg';
import { UsageError } from '../../fail-clearly.ts';
import { formatTable } from '../../format-table.ts';
import { type DeadLetter, readDeadLetter } from './dead-letters.ts';
import { type Excerpt, printable } from './excerpt.ts';
import { type FrozenNote, type JournalledEvent, readEventsFrom, readFrozenNote } from './frozen-notes.ts';
import { isNoteId } from './is-note-id.ts';

type Options = { readonly json?: true };

/**
 * Prints all that is known of a record without effect, named by its position, or of a frozen note, named by its id. Rejects
 * if there is no such thing.
 */
export async function show(pool: Pool, what: string, options: Options): Promise<void> {
  if (isNoteId(what)) return showNote(pool, what.toLowerCase(), options);
  const [, partition, pos] = /^(\d{1,5})-(\d{1,15})$/.exec(what) ?? [];
  if (partition === undefined || pos === undefined)
    throw new UsageError(`${what} is neither a position, such as 3-1204, nor the id of a note.`);
  const letter = await readDeadLetter(pool, Number(partition), Number(pos));
  if (letter === undefined) throw new Error(`No record without effect is listed at ${what}.`);
  console.log(options.json ? JSON.stringify(letter, null, 2) : letterText(letter));
}

async function showNote(pool: Pool, noteId: string, { json }: Options): Promise<void> {
  const note = await readFrozenNote(pool, noteId);
  if (note === undefined) throw new Error(`The note ${noteId} is not frozen.`);
  const events = await readEventsFrom(pool, note);
  console.log(json ? JSON.stringify({ ...note, events }, null, 2) : noteText(note, events));
}

function letterText({ position, reason, detail, record_time, recorded_at, key, value }: DeadLetter): string {
  const facts = formatTable(
    ['position', position],
    [
      ['reason', reason],
      ['detail', detail],
      ['written at', record_time ?? 'unknown'],
      ['noticed at', recorded_at],
    ],
  );
  return `${facts}\n\n${excerptText('key', key)}\n\n${excerptText('value', value)}`;
}

function excerptText(name: string, excerpt: Excerpt | null): string {
  if (excerpt === null) return `${name}: none`;
  const kept = Buffer.from(excerpt.base64, 'base64').length;
  const size = `${name}: ${excerpt.bytes} bytes${kept < excerpt.bytes ? `, the first ${kept} of them` : ''}`;
  return kept === 0 ? size : `${size}\n${printable(excerpt)}`;
}

function noteText(note: FrozenNote, events: readonly JournalledEvent[]): string {
  const facts = formatTable(
    ['note', note.note_id],
    [
      ['frozen by', `${note.type} at ${note.position}`],
      ['since', note.frozen_at],
      ['last tried', note.tried_at ?? 'never'],
      ['trouble', note.trouble ?? 'the projector does not know the type'],
    ],
  );
  const history = formatTable(
    ['version', 'type', 'position', 'time', 'actor'],
    events.map(({ version, type, position, time, actor }) => [version, type, position, time, actor]),
  );
  return `${facts}\n\nIts events since, in the journal:\n${history}`;
}
