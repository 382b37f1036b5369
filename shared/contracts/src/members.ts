import { type Static, type TInteger, type TSchema, type TUnsafe, Type } from 'typebox';
import { instantText, storableText, uuidText } from './text.ts';

// What every subject has, whatever it is.

export const SubjectId = Type.String({
  pattern: uuidText,
  description: 'Lower-case dashed UUID.',
  examples: ['3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60'],
});

export const Instant = Type.String({
  pattern: instantText,
  format: 'date-time',
  description: 'RFC 3339, UTC, with milliseconds.',
  examples: ['2026-01-31T12:00:00.000Z'],
});

export const Actor = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: storableText,
  description: 'Who acts: the subject of the token, or what X-User says when authentication is off.',
  examples: ['ada'],
});

export const Version = Type.Integer({
  format: 'int32',
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'How many events it has had. The strong ETag is this number in quotes.',
  examples: [1],
});

/** How many there are of something. In 64 bits, since code is generated from descriptions, and 32 may be too few. */
export const Count = (description: string, example = 7): TInteger =>
  Type.Integer({ format: 'int64', minimum: 0, description, examples: [example] });

/** The schema of a value of one type, or null. With two types, not as a union, so that a mistake is reported by its own rule. */
export type Nullable<T extends TSchema> = TUnsafe<Static<T> | null> & { readonly type: readonly string[] };

export type Typed = TSchema & { readonly type: string | readonly string[] };

export const Nullable = <T extends Typed>(schema: T): Nullable<T> =>
  Type.Unsafe<Static<T> | null>({
    ...schema,
    type: [...new Set([schema.type, 'null'].flat())],
    // A list of words would refuse null, whatever the type says.
    ...('enum' in schema && { enum: [...new Set([...(schema.enum as readonly unknown[]), null])] }),
  }) as Nullable<T>;
