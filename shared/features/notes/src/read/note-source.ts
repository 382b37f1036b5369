import { filtersInOrder, type ListSource, type Readable, sortColumnsOf } from '@notes/reading';
import {
  HistoryPage,
  ListParameters,
  Note,
  type NoteFilters,
  NotePage,
  noteFields,
  noteFilters,
  PreconditionProblem,
  type SortMember,
} from '../contract/index.ts';
import { type NoteState, note } from '../domain/index.ts';

/** What lists of notes are read from. */
export const noteSource: ListSource<NoteFilters, SortMember> = {
  table: 'notes',
  members: Object.keys(Note.properties),
  columns: sortColumnsOf(noteFields),
  ...filtersInOrder(noteFilters, ['created_by', 'search', 'after', 'before', 'priority']),
  counts: { table: 'stats_totals', live: 'notes', deleted: 'deleted' },
};

/** The notes, as they are read. */
export const readableNotes: Readable<NoteState, NoteFilters, SortMember> = {
  name: 'note',
  path: '/v1/notes',
  tag: 'notes',
  aggregate: note,
  source: noteSource,
  subject: 'note_id',
  schemas: { Item: Note, ListParameters, Page: NotePage, HistoryPage, PreconditionProblem },
  created: { type: 'NoteCreated', members: Object.keys(noteFields) },
};
