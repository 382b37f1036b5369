import type { NoteEvent, NoteQuery, NotesClient } from '@notes/client';
import { compareBy, type Resource } from '@notes/page/subjects';
import type { AnyNote, Content } from './content.ts';
import { eventOf } from './events.ts';
import { type ListView, orders } from './route.ts';

const eventsAtATime = 100;

/** The notes as the page reads them. */
export const notesOf = ({ notes: api }: NotesClient): Resource<Content, ListView> => ({
  channel: 'notes',
  matches,
  compare: ({ order }) => compareBy(orders[order].keys),
  // The channel has events of notes alone.
  eventOf: ({ data }) => eventOf(data as NoteEvent),
  page: async (view, { limit, cursor, signal }) => {
    const { notes, next, position, total } = await api.page(
      { ...queryOf(view), limit, cursor, count: true },
      { signal },
    );
    return { subjects: notes, cursor: next?.cursor, position, total };
  },
  find: (id, options) => api.find(id, options),
  history: async function* (id, options) {
    for await (const event of api.history(id, { ...options, limit: eventsAtATime })) yield eventOf(event);
  },
});

const queryOf = ({ search, author, priority, order, bin }: ListView): NoteQuery => ({
  order_by: orders[order].keys,
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
