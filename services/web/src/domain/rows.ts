import type { AnyNote } from './any-note.ts';
import { compareNotes } from './compare-notes.ts';
import type { Knowledge } from './known.ts';
import type { ListView } from './list-view.ts';

/** Which part of all notes is shown. */
export type Shown = {
  readonly view: ListView;
  /** The last note that was read, while there are more: what comes after it is not known in full. */
  readonly end: AnyNote | undefined;
};

/** The rows of the list, in order, from all that is known. */
export function rowsOf(knowledge: Knowledge, shown: Shown): readonly AnyNote[] {
  const { isShown, compare } = rules(shown);
  const rows: AnyNote[] = [];
  for (const { note } of knowledge.values()) if (note !== undefined && isShown(note)) rows.push(note);
  return rows.sort(compare);
}

/** The rows after some notes have changed: what `rowsOf` would give, for the price of one pass. */
export function updateRows(
  rows: readonly AnyNote[],
  knowledge: Knowledge,
  changed: ReadonlySet<string>,
  shown: Shown,
): readonly AnyNote[] {
  if (changed.size === 0) return rows;
  const { isShown, compare } = rules(shown);
  const added: AnyNote[] = [];
  for (const id of changed) {
    const note = knowledge.get(id)?.note;
    if (note !== undefined && isShown(note)) added.push(note);
  }
  return merge(
    rows.filter(({ id }) => !changed.has(id)),
    added.sort(compare),
    compare,
  );
}

/** Whether the list's filters let a note through, as the service applies them. */
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
