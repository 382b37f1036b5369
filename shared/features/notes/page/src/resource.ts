import type { NoteEvent, NoteQuery, NotesClient } from '@notes/client';
import { compareText, type Resource } from '@notes/page/subjects';
import type { AnyNote, Content } from './content.ts';
import { changeOf, foldHistory } from './events.ts';
import type { ListView, Order } from './route.ts';

/** The notes as the page reads them. */
export const notesOf = ({ notes: api }: NotesClient): Resource<Content, ListView> => ({
  channel: 'notes',
  matches,
  compare: ({ order }) => compareNotes(order),
  // On its channel there are events of notes alone.
  changeOf: ({ data }) => changeOf(data as NoteEvent),
  page: async (view, { limit, cursor, signal }) => {
    const { notes, next, position, total } = await api.page(
      { ...queryOf(view), limit, cursor, count: true },
      { signal },
    );
    return { subjects: notes, cursor: next?.cursor, position, total };
  },
  find: (id, options) => api.find(id, options),
  findDeleted: async (id, options) => {
    const events: NoteEvent[] = [];
    for await (const event of api.history(id, { ...options, limit: 100 })) events.push(event);
    return foldHistory(events);
  },
});

const queryOf = ({ search, author, priority, order, bin }: ListView): NoteQuery => ({
  order_by: order,
  ...(search === '' ? {} : { search }),
  ...(author === '' ? {} : { created_by: author }),
  ...(priority === undefined ? {} : { priority }),
  ...(bin ? { deleted: true } : {}),
});

/** Whether a note matches the list's filters, as the service applies them. */
export function matches(note: AnyNote, { search, author, priority, bin }: ListView): boolean {
  if ((note.deleted_at !== undefined) !== bin) return false;
  if (author !== '' && note.created_by !== author) return false;
  if (priority !== undefined && note.priority !== priority) return false;
  if (search === '') return true;
  const part = search.normalize('NFC').toLowerCase();
  return note.title.toLowerCase().includes(part) || note.description.toLowerCase().includes(part);
}

type Comparison = (a: AnyNote, b: AnyNote) => number;

/** The service's order of a list: by the member, then by id, both in the same direction. */
export function compareNotes(order: Order): Comparison {
  const isDescending = order.startsWith('-');
  const member = (isDescending ? order.slice(1) : order) as Exclude<Order, `-${string}`> | 'updated_at';
  const ascending: Comparison = (a, b) => compareMember(a[member], b[member]) || compareText(a.id, b.id);
  return isDescending ? (a, b) => ascending(b, a) : ascending;
}

const compareMember = (a: string | number, b: string | number): number =>
  typeof a === 'number' ? a - Number(b) : compareText(a, String(b));
