import type { Pool } from 'pg';
import { formatTable } from '../../format-table.ts';
import { type DeadLetter, readDeadLetters } from './dead-letters.ts';
import { printable } from './excerpt.ts';
import { type FrozenNote, readFrozenNotes } from './frozen-notes.ts';

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
    ['position', 'reason', 'noticed at', 'key', 'detail'],
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
