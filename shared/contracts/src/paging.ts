import { Type } from 'typebox';

// Parameters of lists, whatever is listed.

export const defaultLimit = 50;
export const maxOffset = 10_000;

/** How many there are on a page, of a list or of a history. */
export const Limit = Type.Optional(
  Type.Integer({
    ...{ format: 'int32', minimum: 1, maximum: 100, default: defaultLimit },
    description: 'So many on a page at most.',
  }),
);

export const Cursor = Type.Optional(
  Type.String({ maxLength: 4_096, description: '`next` of a page of the same list: where this one begins.' }),
);

export const Offset = (plural: string) =>
  Type.Optional(
    Type.Integer({
      format: 'int32',
      minimum: 0,
      maximum: maxOffset,
      description: `So many ${plural} are passed over. Not together with \`cursor\`, which costs the same on any page.`,
    }),
  );

/** An instant, to select what changed after or before it. */
export const InstantWithZone = (description: string, example: string) =>
  Type.Optional(
    Type.String({
      format: 'date-time',
      description: `${description} RFC 3339 with a zone; write the \`+\` of a zone as \`%2B\`.`,
      examples: [example],
    }),
  );
