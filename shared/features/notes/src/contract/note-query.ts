import { byAuthor, filtersOf, listedOf, listParametersOf, pageOf } from '@notes/contracts';
import type { Static } from 'typebox';
import { Note, noteFields } from './note.ts';

/** What notes can be selected by. */
export const noteFilters = filtersOf(
  { created_by: byAuthor('Notes'), priority: { field: noteFields.priority, by: 'ranges' } },
  { columns: ['title', 'description'], examples: ['milk', '2026-01-31T12:00:00Z'] },
);
export type NoteFilters = NonNullable<typeof noteFilters.Values>;

/** What a list can be ordered by. */
export const sortMembers = ['title', 'priority', 'created_at', 'updated_at', 'created_by'] as const;
export type SortMember = (typeof sortMembers)[number];

/** The parameters of a list of notes. */
export const ListParameters = listParametersOf('notes', noteFilters, sortMembers, ['-priority', 'title']);

export const ListedNote = listedOf('ListedNote', Note);
export type ListedNote = Static<typeof ListedNote>;

export const NotePage = pageOf('NotePage', 'notes', ListedNote);
export type NotePage = Static<typeof NotePage>;
