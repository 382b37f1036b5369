import type { Pool } from 'pg';
import { UsageError } from '../../exit-code.ts';
import { formatTable } from '../../table.ts';
import {
  type DeadLetter,
  type Excerpt,
  type FrozenNote,
  isNoteId,
  type JournalledEvent,
  printable,
  readDeadLetter,
  readDeadLetters,
  readEventsFrom,
  readFrozenNote,
  readFrozenNotes,
} from './dead-letters.ts';

type Options = { readonly limit: number; readonly json?: true };

/** Prints the records without effect and the frozen notes, as tables or as JSON. */
export async function list(pool: Pool, { limit, json }: Options): Promise<void> {
  const { letters, total: records } = await readDeadLetters(pool, limit);
  const { notes, total: frozen } = await readFrozenNotes(pool, limit);
  if (json) {
    console.log(JSON.stringify({ records, dead_letters: letters, frozen, frozen_notes: notes }, null, 2));
    return;
  }
  console.log(`Records without effect: ${howMany(records, letters.length)}`);
  if (letters.length > 0) console.log(letterTable(letters));
  console.log(`${letters.length > 0 ? '\n' : ''}Frozen notes: ${howMany(frozen, notes.length)}`);
  if (notes.length > 0) console.log(noteTable(notes));
}

const howMany = (total: number, shown: number): string => {
  if (total === 0) return 'none';
  return shown < total ? `${total}, the ${shown} newest shown` : String(total);
};

const letterTable = (letters: readonly DeadLetter[]): string =>
  formatTable(
    ['position', 'reason', 'recorded at', 'key', 'detail'],
    letters.map(({ position, reason, recorded_at, key, detail }) => [
      ...[position, reason, recorded_at],
      key === null ? '' : shortened(printable(key), 36),
      shortened(detail, 100),
    ]),
  );

const noteTable = (notes: readonly FrozenNote[]): string =>
  formatTable(
    ['note', 'frozen by', 'position', 'since', 'trouble'],
    notes.map(({ note_id, type, position, frozen_at, trouble }) => [
      ...[note_id, shortened(type, 60), position, frozen_at],
      shortened(trouble ?? '', 100),
    ]),
  );

const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

type ShowOptions = { readonly json?: true };

/**
 * Prints all that is known of a record without effect, named by its position, or of a frozen note, named by its id. Rejects
 * if there is no such thing.
 */
export async function show(pool: Pool, what: string, options: ShowOptions): Promise<void> {
  if (isNoteId(what)) return showNote(pool, what.toLowerCase(), options);
  const [, partition, pos] = /^(\d{1,5})-(\d{1,15})$/.exec(what) ?? [];
  if (partition === undefined || pos === undefined)
    throw new UsageError(`${what} is neither a position, such as 3-1204, nor the id of a note.`);
  const letter = await readDeadLetter(pool, Number(partition), Number(pos));
  if (letter === undefined) throw new Error(`There is no record without effect at ${what}.`);
  console.log(options.json ? JSON.stringify(letter, null, 2) : letterText(letter));
}

async function showNote(pool: Pool, noteId: string, { json }: ShowOptions): Promise<void> {
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
      ['recorded at', recorded_at],
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
  return `${facts}\n\nIts events in the journal since then:\n${history}`;
}
