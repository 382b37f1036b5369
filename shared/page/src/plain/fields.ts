import { type FieldErrors, incomplete } from '../subjects/index.ts';
import { exactTime } from '../time.ts';

/** A field of a plain view, in the words of its form. `orNull`: it may have no value. */
export type PlainField = { readonly label: string; readonly orNull?: true } & (
  | { readonly kind: 'text' | 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'decimal'; readonly digits: number; readonly fraction: number }
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  | { readonly kind: 'flag' | 'instant' }
);

/** By their names, in the order of the form. */
export type PlainFields = Readonly<Record<string, PlainField>>;

type Kinds = { text: string; integer: number; decimal: string; flag: boolean; instant: string };
type ValueOf<F extends PlainField> = F extends { readonly words: readonly (infer Word)[] }
  ? Word
  : F['kind'] extends keyof Kinds
    ? Kinds[F['kind']]
    : never;

/** What users write in these fields. */
export type ContentOf<Fields extends PlainFields> = {
  readonly [Name in keyof Fields]: ValueOf<Fields[Name]> | (Fields[Name] extends { orNull: true } ? null : never);
};

export type Value = string | number | boolean | null;
/** A content whose fields are known at run time alone. */
export type Values = Readonly<Record<string, Value>>;

const mapped = (fields: PlainFields, make: (field: PlainField, name: string) => Value): Values =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, make(field, name)]));

/** The content of a new one: the defaults of the service, and nothing where there is none. */
export const emptyOf = (fields: PlainFields): Values => mapped(fields, emptyValue);

function emptyValue(field: PlainField): Value {
  if (field.orNull === true) return null;
  switch (field.kind) {
    case 'integer':
      return Math.min(Math.max(field.min, 0), field.max);
    case 'decimal':
      return '0';
    case 'choice':
      return field.words[0] ?? '';
    case 'flag':
      return false;
    case 'text':
    case 'instant':
      return '';
  }
}

/** As the service stores texts and decimals. */
export const storedOf = (fields: PlainFields, content: Values): Values =>
  mapped(fields, ({ kind }, name) => {
    const value = content[name] ?? null;
    if (typeof value !== 'string') return value;
    if (kind === 'decimal') return value.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
    return value.normalize('NFC');
  });

/** The errors for which the service would reject the content. Lengths are in characters, not in UTF-16 units. */
export const checkFields = (fields: PlainFields, content: Values): FieldErrors<Values> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const error = errorOf(field, content[name] ?? null);
      return error === undefined ? [] : [[name, error]];
    }),
  );

function errorOf(field: PlainField, value: Value): string | undefined {
  if (value === null) return field.orNull === true ? undefined : 'This is missing.';
  switch (field.kind) {
    case 'text': {
      const { min, max } = field;
      const length = [...String(value)].length;
      if (min > 0 && String(value).trim() === '') return 'This is missing.';
      return length < min || length > max ? `${min === 0 ? 'Up' : min} to ${max} characters.` : undefined;
    }
    case 'integer': {
      const isIn = Number.isInteger(value) && Number(value) >= field.min && Number(value) <= field.max;
      return isIn ? undefined : `A whole number from ${field.min} to ${field.max}.`;
    }
    case 'decimal': {
      const whole = field.digits - field.fraction;
      const pattern = new RegExp(`^(?:0|[1-9]\\d{0,${whole - 1}})(?:\\.\\d{1,${field.fraction}})?$`);
      const wanted = `A number such as 2.5: up to ${whole} digits, and ${field.fraction} after the point.`;
      return pattern.test(String(value)) ? undefined : wanted;
    }
    case 'instant':
      return value === '' || value === incomplete ? 'Give day and time.' : undefined;
    case 'choice':
    case 'flag':
      return undefined;
  }
}

/** A value as people read it; empty if there is none. */
export function textOf({ kind }: PlainField, value: Value): string {
  if (value === null || value === '') return '';
  if (kind === 'flag') return value === true ? 'yes' : 'no';
  return kind === 'instant' && value !== incomplete ? exactTime(String(value)) : String(value);
}
