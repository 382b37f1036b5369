import { Actor, Cursor, Instant, InstantWithZone, Limit, Offset, storableText } from '@notes/contracts';
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

const SortKey = Type.Unsafe<SortMember | `-${SortMember}`>({
  type: 'string',
  enum: sortMembers.flatMap((member) => [member, `-${member}`]),
});

/** The parameters of a list of notes. */
export const ListParameters = Type.Object(
  {
    limit: Limit,
    cursor: Cursor,
    offset: Offset,
    order_by: Type.Optional(
      Type.Array(SortKey, {
        minItems: 1,
        maxItems: sortMembers.length,
        description:
          'The first key decides, the next where that is equal, and so on; `-` is downwards, and `-updated_at` the default. The id always comes last, in the direction of the key before it. Texts are ordered by code point.',
        examples: [['-priority', 'title']],
      }),
    ),
    ...noteFilters,
    deleted: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'The bin: deleted notes, and none but those. `updated_at` is when they were deleted.',
      }),
    ),
    count: Type.Optional(
      Type.Boolean({ default: false, description: 'Also count all notes of the list, for `X-Total-Count`.' }),
    ),
  },
  { additionalProperties: false },
);
export type ListParameters = Static<typeof ListParameters>;

/** A note of a list; of the bin, with the time of its deletion. */
export const ListedNote = Type.Object(
  {
    ...Note.properties,
    deleted_at: Type.Optional({ ...Instant, description: 'When it was deleted; in the bin only.' }),
  },
  { $id: 'ListedNote', additionalProperties: false },
);
export type ListedNote = Static<typeof ListedNote>;

export const NotePage = Type.Object(
  {
    notes: Type.Array(ListedNote, { description: 'In the order that was asked for.' }),
    next: Type.Optional(
      Type.String({ description: 'Cursor of the page that follows; absent from the last.', examples: ['c2VhbGVk'] }),
    ),
  },
  { $id: 'NotePage' },
);
export type NotePage = Static<typeof NotePage>;
