import { type ListSource, type Readable, sortColumn } from '@notes/reading';
import {
  HistoryPage,
  ListParameters,
  Note,
  type NoteFilters,
  NotePage,
  noteFilters,
  PreconditionProblem,
  type SortMember,
} from '../contract/index.ts';
import { type NoteState, note } from '../domain/index.ts';

/** What lists of notes are read from. */
export const noteSource: ListSource<NoteFilters, SortMember> = {
  table: 'notes',
  members: Object.keys(Note.properties),
  columns: {
    title: sortColumn.text('title'),
    created_by: sortColumn.text('created_by'),
    priority: sortColumn.integer('priority'),
    created_at: sortColumn.timestamptz('created_at'),
    updated_at: sortColumn.timestamptz('updated_at'),
    id: sortColumn.uuid('id'),
  },
  filters: {
    created_by: { kind: 'equal', member: 'created_by' },
    search: { kind: 'search', columns: ['title', 'description'] },
    after: { kind: 'bound', member: 'updated_at', operator: '>=' },
    before: { kind: 'bound', member: 'updated_at', operator: '<=' },
    priority: { kind: 'equal', member: 'priority' },
    'priority:gt': { kind: 'bound', member: 'priority', operator: '>' },
    'priority:ge': { kind: 'bound', member: 'priority', operator: '>=' },
    'priority:lt': { kind: 'bound', member: 'priority', operator: '<' },
    'priority:le': { kind: 'bound', member: 'priority', operator: '<=' },
    'priority:ne': { kind: 'unequal', member: 'priority' },
    'created_by:ne': { kind: 'unequal', member: 'created_by' },
  },
  names: Object.keys(noteFilters) as (keyof NoteFilters)[],
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
  created: { type: 'NoteCreated', members: ['title', 'description', 'priority'] },
};
