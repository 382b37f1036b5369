import { type Static, type TBoolean, type TInteger, type TString, type TUnsafe, Type } from 'typebox';
import { Nullable, type Typed } from './members.ts';
import { describedAs } from './publish-schema.ts';
import { instantText, realInstantText, storableText, visibleText } from './text.ts';

// The fields of a resource as values: what schemas, columns and filters are made from.

/** A field that clients set. */
export type Field<Kept extends Typed = Typed, Written extends Typed = Typed, Parameter extends Typed = Typed> = {
  /** As it is kept in events and answered. A value has one form there. */
  readonly kept: Kept;
  /** As a client may write it. */
  readonly written: Written;
  /** As a filter compares it; never null. */
  readonly parameter: Parameter;
  readonly column: 'text' | 'integer' | 'numeric' | 'boolean' | 'timestamptz';
};

/** The fields of a resource by their names. */
export type Fields = Readonly<Record<string, Field>>;

type Kept<F extends Fields> = { [Name in keyof F]: F[Name]['kept'] };
type Written<F extends Fields> = { [Name in keyof F]: F[Name]['written'] };

const pick = (fields: Fields, member: 'kept' | 'written' | 'column'): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field[member]]));

/** The schemas of fields as they are kept, by their names. */
export const keptOf = <F extends Fields>(fields: F): Kept<F> => pick(fields, 'kept') as Kept<F>;

/** The schemas of fields as clients write them, by their names. */
export const writtenOf = <F extends Fields>(fields: F): Written<F> => pick(fields, 'written') as Written<F>;

/** The types of the columns of fields, by their names. */
export const columnsOf = <F extends Fields>(fields: F): { [Name in keyof F]: F[Name]['column'] } =>
  pick(fields, 'column') as { [Name in keyof F]: F[Name]['column'] };

type Same<S extends Typed> = Field<S, S, S>;
type Said<Example> = { readonly description: string; readonly example: Example };

const same = <S extends Typed>(schema: S, column: Field['column']): Same<S> => ({
  ...{ kept: schema, written: schema, parameter: schema },
  column,
});

/** A text of `min` to `max` code points, as JSON Schema counts them. `visible`: not only white space. */
export const text = ({
  min = 0,
  max,
  visible = false,
  description,
  example,
}: Said<string> & {
  readonly min?: number;
  readonly max: number;
  readonly visible?: boolean;
}): Same<TString> =>
  same(
    Type.String({
      ...(min > 0 && { minLength: min }),
      ...{ maxLength: max, pattern: visible ? visibleText : storableText, description, examples: [example] },
    }),
    'text',
  );

/** A whole number in 32 bits. */
export const integer = ({
  min = -2_147_483_648,
  max = 2_147_483_647,
  description,
  example,
}: Said<number> & { readonly min?: number; readonly max?: number }): Same<TInteger> =>
  same(Type.Integer({ format: 'int32', minimum: min, maximum: max, description, examples: [example] }), 'integer');

/** One of some words. */
export const choice = <const Word extends string>(
  words: readonly Word[],
  { description, example }: Said<NoInfer<Word>>,
): Same<TUnsafe<Word> & Typed> =>
  same(
    Type.Unsafe<Word>({ type: 'string', enum: words, description, examples: [example] }) as TUnsafe<Word> & Typed,
    'text',
  );

/** Yes or no. */
export const flag = ({ description, example }: Said<boolean>): Same<TBoolean> =>
  same(Type.Boolean({ description, examples: [example] }), 'boolean');

/**
 * A decimal from 0 up as text, so that it stays exact: `digits` in all, at most 15, `fraction` of them behind the point, at least one. Kept
 * without trailing zeros of the fraction.
 */
export function decimal({
  digits,
  fraction,
  description,
  kept,
  example,
}: Said<string> & { readonly digits: number; readonly fraction: number; readonly kept: string }): Field<
  TString,
  TString,
  TString
> {
  const whole = `(0|[1-9][0-9]{0,${digits - fraction - 1}})`;
  const zeros = ['', '[0-9]?'][fraction - 1] ?? `[0-9]{0,${fraction - 1}}`;
  const examples = [example];
  const written = Type.String({ pattern: `^${whole}(\\.[0-9]{1,${fraction}})?$`, description, examples });
  return {
    kept: Type.String({ pattern: `^${whole}(\\.${zeros}[1-9])?$`, description: kept, examples }),
    ...{ written, parameter: written, column: 'numeric' },
  };
}

/** An instant: written with any zone, kept in UTC to the millisecond. The day exists, so that every database holds it. */
export const instant = ({ description }: { readonly description: string }): Field<TString, TString, TString> => ({
  kept: describedAs(
    Type.String({
      ...{ pattern: realInstantText, format: 'date-time' },
      description: `${description} RFC 3339, UTC, with milliseconds.`,
      examples: ['2026-02-14T17:00:00.000Z'],
    }),
    { pattern: instantText },
  ),
  written: Type.String({
    format: 'date-time',
    description: `${description} RFC 3339 with a zone; kept in UTC to the millisecond.`,
    examples: ['2026-02-14T18:00:00+01:00'],
  }),
  parameter: Type.String({ format: 'date-time', examples: ['2026-02-14T17:00:00Z'] }),
  column: 'timestamptz',
});

/** The field, or null. */
export const orNull = <K extends Typed, W extends Typed, P extends Typed>(
  field: Field<K, W, P>,
): Field<Nullable<K>, Nullable<W>, P> => ({
  ...field,
  kept: Nullable(field.kept),
  written: Nullable(field.written),
});

/** Whether a field may be null. */
export const isNullable = ({ kept }: Pick<Field, 'kept'>): boolean => [kept.type].flat().includes('null');

/** What a client sets of a resource, as it is kept. */
export type KeptFields<F extends Fields> = { [Name in keyof F]: Static<F[Name]['kept']> };
