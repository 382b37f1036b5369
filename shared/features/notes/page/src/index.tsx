import { type View, viewOf } from '@notes/page';
import { checkContent, emptyContent, labels, stored } from './content.ts';
import { NoteFields } from './note-fields.tsx';
import { NoteFilters } from './note-filters.tsx';
import { NoteBody, NoteRemarks, NoteRow } from './note-parts.tsx';
import { notesOf } from './resource.ts';
import { orders, routing } from './route.ts';

/** The notes on the page. */
export const notesView: View = viewOf({
  name: 'Notes',
  one: 'note',
  many: 'notes',
  labels,
  title: 'title',
  text: 'description',
  valueText: (field, content) => String(content[field]),
  searchLabel: 'Search titles and texts',
  nothing: 'Nothing here yet.',
  createFirst: 'Write the first note',
  routing,
  orders,
  empty: emptyContent,
  stored,
  check: checkContent,
  resource: notesOf,
  api: ({ notes }) => notes,
  Row: NoteRow,
  Filters: NoteFilters,
  Fields: NoteFields,
  Remarks: NoteRemarks,
  Body: NoteBody,
});
