import { type TObject, Type } from 'typebox';
import { NoteBody, NotePatch } from './commands.ts';
import { storableText } from './text.ts';

// What each method of the websocket takes as its payload. One of none takes {}.

const closed = { additionalProperties: false } as const;

/** `authors:` and the longest name. */
export const maxChannelLength = 263;

const ChannelName = Type.String({
  minLength: 1,
  maxLength: maxChannelLength,
  pattern: storableText,
  description: '`notes`, `notes:<id>`, `authors:<name>`, or `rooms:<name>` with a name of 1 to 200 characters.',
  examples: ['notes', 'rooms:kitchen'],
});

const Pattern = Type.String({
  minLength: 1,
  maxLength: 255,
  default: '*',
  description:
    'Which events by their whole name: `*` any characters, `?` any one, `[abc]` one of these, `\\` takes their meaning away.',
});

export const SubscribePayload = Type.Object(
  {
    channel: ChannelName,
    event: Type.Optional(Pattern),
    since: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'A position: everything after it follows. Not for rooms, which remember nothing.',
      }),
    ),
  },
  closed,
);

export const PublishPayload = Type.Object(
  {
    channel: ChannelName,
    event: Type.Optional(
      Type.String({
        maxLength: 255,
        pattern: storableText,
        default: '',
        description: 'A name of your own, not beginning with `$`.',
      }),
    ),
    data: Type.Unknown({ description: 'Any JSON.' }),
  },
  closed,
);

export const NoPayload = Type.Object({}, closed);

export const RefreshPayload = Type.Object(
  { token: Type.String({ minLength: 1, description: 'A new token of the same subject.' }) },
  closed,
);

const id = { id: Type.String({ description: 'Id of the note.' }) };

const idempotency = {
  idempotency_key: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x20-\\x7e]*$',
      description: 'As the header Idempotency-Key, without quotes: a repetition of the call gets the first answer.',
    }),
  ),
};

const ifMatch = {
  if_match: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0 }), Type.String({ maxLength: 1000, pattern: '^[\\x20-\\x7e]*$' })], {
      description: 'The version the note must be at, or what the header If-Match would say.',
      examples: [3, '"3"'],
    }),
  ),
};

const freshness = {
  consistency_token: Type.Optional(
    Type.String({
      maxLength: 4096,
      pattern: '^[\\x21-\\x7e]*$',
      description: 'A position that the answer must have reached, such as that of a write.',
    }),
  ),
};

/**
 * Whatever else is named is a parameter of the query, and judged by the service that answers. As a pattern, since a member that does
 * not fit would be told to be unknown otherwise.
 */
const parameters = {
  maxProperties: 100,
  patternProperties: {
    '': Type.Union([
      Type.String(),
      Type.Number(),
      Type.Boolean(),
      Type.Array(Type.Union([Type.String(), Type.Number()]), { maxItems: 100 }),
    ]),
  },
};

export const notePayloads = {
  'notes.create': Type.Object({ ...NoteBody.properties, ...idempotency }, closed),
  'notes.replace': Type.Object({ ...id, ...NoteBody.properties, ...ifMatch, ...idempotency }, closed),
  'notes.update': Type.Object({ ...id, ...NotePatch.properties, ...ifMatch, ...idempotency }, closed),
  'notes.delete': Type.Object({ ...id, ...ifMatch, ...idempotency }, closed),
  'notes.restore': Type.Object({ ...id, ...ifMatch, ...idempotency }, closed),
  'notes.get': Type.Object({ ...id, ...ifMatch, ...freshness }, parameters),
  'notes.list': Type.Object(freshness, parameters),
} as const satisfies Record<string, TObject>;
