// What is asked for, as it was typed: names and fields.

/** What was typed is not understood, or cannot be. The message says what to type. */
export class SpecError extends Error {}

export type FieldType =
  | { readonly kind: 'string' | 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'decimal'; readonly digits: number; readonly fraction: number }
  | { readonly kind: 'enum'; readonly words: readonly string[] }
  | { readonly kind: 'boolean' | 'date-time' };

/** `given`: whether it has to be given, may be null (its default), or has another default. */
export type FieldSpec = {
  readonly name: string;
  readonly type: FieldType;
  readonly given: 'always' | 'or null' | 'or default';
  readonly unique: boolean;
};

export const fieldTypes = 'string(1..64), integer, integer(0..10), decimal(10,2), boolean, enum(red|green), date-time';

const members = ['id', 'created_by', 'created_at', 'updated_at', 'version', 'deleted_at', 'event_id', 'stale'];
const parameters = [
  'search',
  'after',
  'before',
  'deleted',
  'count',
  'limit',
  'cursor',
  'offset',
  'order_by',
  'all',
  'at',
];
const reservedInSql =
  'all analyse analyze and any array as asc asymmetric authorization between both case cast check collate column concurrently constraint create cross current_date current_role current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing position primary references returning right select session_user similar some symmetric table tablesample then to trailing true union unique user using values variadic verbose when where window with'.split(
    ' ',
  );

/** Reads the fields of an aggregate, such as `name:string(1..64)!, colour:enum(red|green)?`. Throws a SpecError. */
export function readFields(text: string): FieldSpec[] {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  if (text.trim() === '') throw new SpecError("--fields is empty. For instance: --fields 'name:string(1..64)!'");
  const fields = parts.map(readField);
  const twice = fields.find(({ name }, i) => fields.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) throw new SpecError(`${twice.name} is there twice: a field needs a name of its own.`);
  if (fields.filter(({ unique }) => unique).length > 1)
    throw new SpecError('Only one field can be unique: leave the others plain.');
  if (!fields.some(({ type }) => type.kind === 'string'))
    throw new SpecError('At least one field must be a string, for the search of lists.');
  return fields;
}

function readField(part: string): FieldSpec {
  const parsed = /^([^:\s]+)\s*:\s*([a-z-]+)(?:\(([^)]*)\))?([!?]?)(\s+unique)?$/.exec(part);
  if (parsed === null)
    throw new SpecError(
      `'${part}' is no field. Type name:type, with ! (required) or ? (may be null) behind it; types: ${fieldTypes}.`,
    );
  const [, name = '', kind = '', within, mark, unique] = parsed;
  checkFieldName(name);
  const type = readType(name, kind, within);
  const given = mark === '!' ? 'always' : mark === '?' ? 'or null' : 'or default';
  if (given === 'or default' && (type.kind === 'date-time' || (type.kind === 'string' && type.min > 0)))
    throw new SpecError(`${name}: nothing can be its default. End it with ! (required) or ? (may be null).`);
  if (unique !== undefined && (type.kind !== 'string' || given === 'or default'))
    throw new SpecError(`${name}: only a string with ! or ? can be unique.`);
  if (type.kind === 'string' && type.max > 255 && unique !== undefined)
    throw new SpecError(`${name}: what is unique has at most 255 characters.`);
  return { name, type, given, unique: unique !== undefined };
}

function checkFieldName(name: string): void {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name) || name.length > 40)
    throw new SpecError(`'${name}' is no name of a field: lower-case letters and digits, with _ between words.`);
  if (members.includes(name)) throw new SpecError(`${name} is a member that everything has: take another name.`);
  if (parameters.includes(name)) throw new SpecError(`${name} is a parameter that every list has: take another name.`);
  if (reservedInSql.includes(name)) throw new SpecError(`${name} is a reserved word of SQL: take another name.`);
}

function readType(name: string, kind: string, within: string | undefined): FieldType {
  switch (kind) {
    case 'string':
      return { kind, ...readRange(name, kind, within, { min: 0, max: 20_000 }) };
    case 'integer':
      if (within === undefined) return { kind, min: -2_147_483_648, max: 2_147_483_647 };
      return { kind, ...readRange(name, kind, within, { min: -2_147_483_648, max: 2_147_483_647 }) };
    case 'decimal':
      return { kind, ...readPrecision(name, within) };
    case 'enum':
      return { kind, words: readWords(name, within) };
    case 'boolean':
    case 'date-time':
      if (within !== undefined) throw new SpecError(`${name}: ${kind} takes nothing in parentheses.`);
      return { kind };
    default:
      throw new SpecError(`${name}: there is no type '${kind}'. Types: ${fieldTypes}.`);
  }
}

function readRange(
  name: string,
  kind: string,
  within: string | undefined,
  widest: { readonly min: number; readonly max: number },
) {
  const [, from, to] = /^\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*$/.exec(within ?? '') ?? [];
  const [min, max] = [Number(from), Number(to)];
  if (from === undefined || min >= max || min < widest.min || max > widest.max)
    throw new SpecError(
      `${name}: ${kind} takes its least and its most, from ${widest.min} to ${widest.max}, as in ${kind}(1..64).`,
    );
  return { min, max };
}

function readPrecision(name: string, within: string | undefined) {
  const [, all, behind] = /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(within ?? '') ?? [];
  const [digits, fraction] = [Number(all), Number(behind)];
  if (all === undefined || digits > 15 || fraction < 1 || fraction >= digits)
    throw new SpecError(
      `${name}: decimal takes its digits, at most 15, and how many of them are behind the point, at least 1, as in decimal(10,2).`,
    );
  return { digits, fraction };
}

function readWords(name: string, within: string | undefined): string[] {
  const words = (within ?? '').split('|').map((word) => word.trim());
  if (words.length < 2 || words.some((word) => !/^[a-z][a-z0-9_-]*$/.test(word)) || new Set(words).size < words.length)
    throw new SpecError(`${name}: enum takes two different words or more, in lower case, as in enum(red|green).`);
  return words;
}
