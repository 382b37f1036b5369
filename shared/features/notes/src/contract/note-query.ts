import { Actor, InstantWithZone, listedOf, listParametersOf, pageOf, storableText } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { Note, Priority } from './note.ts';

const maxValues = 20;

const oneOf = (description: string) =>
  Type.Optional(Type.Array(Actor, { minItems: 1, maxItems: maxValues, description }));

const priorities = (description: string) =>
  Type.Optional(Type.Array(Priority, { minItems: 1, maxItems: maxValues, description }));

const priority = (description: string) => Type.Optional({ ...Priority, description });

/** What notes can be selected by, as parameters of a query. All that are given must hold. */
export const noteFilters = {
  created_by: oneOf('Notes of this author; repeated: of any of these.'),
  'created_by:ne': oneOf('Not the notes of this author; repeated: of none of these.'),
  priority: priorities('This priority; repeated: any of these.'),
  'priority:ne': priorities('Not this priority; repeated: none of these.'),
  'priority:gt': priority('A priority above this.'),
  'priority:ge': priority('This priority or above.'),
  'priority:lt': priority('A priority below this.'),
  'priority:le': priority('This priority or below.'),
  search: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: storableText,
      description:
        'Title or description contains this text, upper or lower case alike. Nothing in it has a special meaning; empty: no condition.',
      examples: ['milk'],
    }),
  ),
  after: InstantWithZone('Changed at this instant or later.'),
  before: InstantWithZone('Changed at this instant or earlier.'),
};

const Filters = Type.Object(noteFilters, { additionalProperties: false });
export type NoteFilters = Static<typeof Filters>;

/** What a list can be ordered by. */
export const sortMembers = ['title', 'priority', 'created_at', 'updated_at', 'created_by'] as const;
export type SortMember = (typeof sortMembers)[number];

/** The parameters of a list of notes. */
export const ListParameters = listParametersOf('notes', noteFilters, sortMembers, ['-priority', 'title']);
export type ListParameters = Static<typeof ListParameters>;

export const ListedNote = listedOf('ListedNote', Note);
export type ListedNote = Static<typeof ListedNote>;

export const NotePage = pageOf('NotePage', 'notes', ListedNote);
export type NotePage = Static<typeof NotePage>;
