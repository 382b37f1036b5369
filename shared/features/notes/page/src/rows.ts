import type { Knowledge } from '@notes/page/writes';
import type { AnyNote, Content } from './content.ts';
import type { ListView, Order } from './route.ts';

/** The part of all notes that is shown. */
export type Shown = {
  readonly view: ListView;
  /** The last note that was read, while there are more: of those after it not all are known. */
  readonly end: AnyNote | undefined;
};

/** The rows of the list, in order, from all that is known. */
export function rowsOf(knowledge: Knowledge<Content>, shown: Shown): readonly AnyNote[] {
  const { isShown, compare } = rules(shown);
  const rows: AnyNote[] = [];
  for (const { subject: note } of knowledge.values()) if (note !== undefined && isShown(note)) rows.push(note);
  return rows.sort(compare);
}

/** The rows after some notes have changed: what `rowsOf` would return, in one pass. */
export function updateRows(
  rows: readonly AnyNote[],
  knowledge: Knowledge<Content>,
  changed: ReadonlySet<string>,
  shown: Shown,
): readonly AnyNote[] {
  if (changed.size === 0) return rows;
  const { isShown, compare } = rules(shown);
  const added: AnyNote[] = [];
  for (const id of changed) {
    const note = knowledge.get(id)?.subject;
    if (note !== undefined && isShown(note)) added.push(note);
  }
  return merge(
    rows.filter(({ id }) => !changed.has(id)),
    added.sort(compare),
    compare,
  );
}

/** Whether a note matches the list's filters, as the service applies them. */
export function matches(note: AnyNote, { search, author, priority, bin }: ListView): boolean {
  if ((note.deleted_at !== undefined) !== bin) return false;
  if (author !== '' && note.created_by !== author) return false;
  if (priority !== undefined && note.priority !== priority) return false;
  if (search === '') return true;
  const part = search.normalize('NFC').toLowerCase();
  return note.title.toLowerCase().includes(part) || note.description.toLowerCase().includes(part);
}

function rules({ view, end }: Shown) {
  const compare = compareNotes(view.order);
  const isShown = (note: AnyNote): boolean => matches(note, view) && (end === undefined || compare(note, end) <= 0);
  return { compare, isShown };
}

function merge(a: readonly AnyNote[], b: readonly AnyNote[], compare: (a: AnyNote, b: AnyNote) => number): AnyNote[] {
  const merged: AnyNote[] = [];
  let at = 0;
  for (const note of a) {
    for (let next = b[at]; next !== undefined && compare(next, note) < 0; next = b[at]) {
      merged.push(next);
      at += 1;
    }
    merged.push(note);
  }
  return merged.concat(b.slice(at));
}

type Comparison = (a: AnyNote, b: AnyNote) => number;

/** By code points, as the service orders text. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    // Surrogates stand for characters above all others, though some other units are greater.
    if (left !== right) return aboveAll(left) - aboveAll(right) || left - right;
  }
  return a.length - b.length;
}

const aboveAll = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? 1 : 0);

/** The service's order of a list: by the member, then by id, both in the same direction. */
export function compareNotes(order: Order): Comparison {
  const isDescending = order.startsWith('-');
  const member = (isDescending ? order.slice(1) : order) as Exclude<Order, `-${string}`> | 'updated_at';
  const ascending: Comparison = (a, b) => compareMember(a[member], b[member]) || compareText(a.id, b.id);
  return isDescending ? (a, b) => ascending(b, a) : ascending;
}

const compareMember = (a: string | number, b: string | number): number =>
  typeof a === 'number' ? a - Number(b) : compareText(a, String(b));
