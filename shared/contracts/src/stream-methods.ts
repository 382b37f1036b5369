import { type TObject, type TSchema, Type } from 'typebox';
import { storableText } from './text.ts';

// What each method of the websocket takes as its payload. One of none takes {}.

const closed = { additionalProperties: false } as const;

/** `authors:` and the longest name. */
export const maxChannelLength = 263;

const ChannelName = Type.String({
  minLength: 1,
  maxLength: maxChannelLength,
  pattern: storableText,
  description: 'A channel of a resource, or `rooms:<name>` with a name of 1 to 200 characters.',
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

const ifMatchOf = (one: string) => ({
  if_match: Type.Optional(
    Type.Union([Type.Integer({ minimum: 0 }), Type.String({ maxLength: 1000, pattern: '^[\\x20-\\x7e]*$' })], {
      description: `The version the ${one} must be at, or what the header If-Match would say.`,
      examples: [3, '"3"'],
    }),
  ),
});

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
      Type.Null(),
      Type.Array(Type.Union([Type.String(), Type.Number(), Type.Null()]), { maxItems: 100 }),
    ]),
  },
};

/** A method of the websocket: what it takes, and what it gives. */
export type CallDescription = { readonly summary: string; readonly payload: TObject; readonly result: TSchema };

/** How a resource is called in addresses, channels and methods, and one of it: `notes`, `note`. */
export type ResourceNames = { readonly all: string; readonly one: string };

/** The schemas of what is created or replaced, of a patch, of what is answered, and of a list. */
type ResourceSchemas = {
  readonly Body: TObject;
  readonly Patch: TObject;
  readonly Item: TSchema;
  readonly Page: TSchema;
};

export type RestCall = 'create' | 'replace' | 'update' | 'delete' | 'restore' | 'get' | 'list';
export type RestCalls = Readonly<Record<RestCall, CallDescription>>;

/** The operations of a resource over HTTP that can be called over the websocket as well, as `<all>.<name>`. */
export function restCalls({ all, one }: ResourceNames, { Body, Patch, Item, Page }: ResourceSchemas): RestCalls {
  const id = { id: Type.String({ description: `Id of the ${one}.` }) };
  const ifMatch = ifMatchOf(one);
  const change = { ...ifMatch, ...idempotency };
  return {
    create: {
      summary: `Creates a ${one}, as POST /v1/${all} does.`,
      payload: Type.Object({ ...Body.properties, ...idempotency }, closed),
      result: Item,
    },
    replace: {
      summary: `Replaces a ${one}, as PUT does.`,
      payload: Type.Object({ ...id, ...Body.properties, ...change }, closed),
      result: Item,
    },
    update: {
      summary: 'Changes what is named, as PATCH does.',
      payload: Type.Object({ ...id, ...Patch.properties, ...change }, closed),
      result: Item,
    },
    delete: {
      summary: `Deletes a ${one}.`,
      payload: Type.Object({ ...id, ...change }, closed),
      result: Type.Null(),
    },
    restore: {
      summary: `Brings a deleted ${one} back.`,
      payload: Type.Object({ ...id, ...change }, closed),
      result: Item,
    },
    get: {
      summary: `Reads a ${one}.`,
      payload: Type.Object({ ...id, ...ifMatch, ...freshness }, parameters),
      result: Item,
    },
    list: {
      summary: `Lists ${all}; the members are the parameters of GET /v1/${all}.`,
      payload: Type.Object(freshness, parameters),
      result: Page,
    },
  };
}
