import { type ProblemError as ProblemItem, storableText, visibleText } from '@notes/contracts';
import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';

/** Where in a request a value stood. */
export type Place = 'body' | 'querystring';

/** So many are plenty for people and programs, and bound the answer to a hostile body. */
const maxItems = 20;

/**
 * What the validator found, as `errors` of a problem: by JSON Pointer in the body, by name in the query. `schema` is what the
 * value was held against: who wrote an unknown name is told those that are known at its place. Details are words of our own, also where the validator has some.
 */
export function validationItems(
  errors: readonly TLocalizedValidationError[],
  place: Place,
  value: unknown,
  schema: TSchema,
): ProblemItem[] {
  const items: ProblemItem[] = [];
  for (const error of errors) {
    if (items.length >= maxItems) break;
    if (isPartOfAnother(error, errors)) continue;
    items.push(...itemsOf(error, place, value, schema, errors));
  }
  return items.slice(0, maxItems);
}

/** An unknown member is reported twice, and each variant of a union besides the union itself. */
const isPartOfAnother = (
  { keyword, schemaPath }: TLocalizedValidationError,
  all: readonly TLocalizedValidationError[],
): boolean =>
  keyword === 'boolean' ||
  all.some((other) => other.keyword === 'anyOf' && schemaPath.startsWith(`${other.schemaPath}/anyOf/`));

function itemsOf(
  error: TLocalizedValidationError,
  place: Place,
  value: unknown,
  schema: TSchema,
  all: readonly TLocalizedValidationError[],
): ProblemItem[] {
  const at = error.instancePath;
  if (error.keyword === 'additionalProperties') {
    const members = membersAt(schema, error.schemaPath);
    const known = members.length > 0 ? ` Known are: ${members.join(', ')}.` : '';
    return error.params.additionalProperties
      .slice(0, maxItems)
      .map((name) =>
        item(place, `${at}/${escapePointer(name)}`, unknownCode[place], `Unknown ${noun[place]}.${known}`),
      );
  }
  if (error.keyword === 'required')
    return error.params.requiredProperties.map((name) =>
      item(place, `${at}/${escapePointer(name)}`, 'required', 'Must be present.'),
    );
  const [code, detail] = error.keyword === 'anyOf' ? unionVerdict(error, at, value, all) : verdict(error, at, value);
  return [item(place, at, code, detail)];
}

/** The names of the members that the object schema at this place has. */
function membersAt(schema: TSchema, schemaPath: string): string[] {
  const at = valueAt(schema, schemaPath) as { readonly properties?: object } | undefined;
  return Object.keys(at?.properties ?? {});
}

/** What is wrong by the variant that was meant, as the type of the value shows; of another type than all of them, the types. */
function unionVerdict(
  { schemaPath }: TLocalizedValidationError,
  at: string,
  value: unknown,
  all: readonly TLocalizedValidationError[],
): Verdict {
  const types: string[] = [];
  for (const error of all) {
    if (!error.schemaPath.startsWith(`${schemaPath}/anyOf/`)) continue;
    if (error.instancePath !== at) return notAllowed;
    if (error.keyword !== 'type') return verdict(error, at, value);
    types.push(listed(error.params.type));
  }
  return types.length === 0 ? notAllowed : ['wrong-type', `Must be ${types.join(' or ')}.`];
}

/** Cannot be percent-encoded. The u flag leaves the halves of pairs alone. */
const loneSurrogate = /[\ud800-\udfff]/gu;

const unknownCode = { body: 'unknown-member', querystring: 'unknown-parameter' } as const;
const noun = { body: 'member', querystring: 'parameter' } as const;

/** One entry of `errors`. `path` is a JSON Pointer; of a query, its first segment is the parameter. */
function item(place: Place, path: string, code: string, detail: string): ProblemItem {
  if (place === 'querystring') return { parameter: unescapePointer(path.split('/')[1] ?? ''), code, detail };
  return {
    pointer: `#${path.replace(loneSurrogate, '\ufffd').split('/').map(encodeURIComponent).join('/')}`,
    code,
    detail,
  };
}

type Verdict = readonly [code: string, detail: string];

const notAllowed: Verdict = ['not-allowed', 'Must be one of the values that the API description lists.'];

function verdict(error: TLocalizedValidationError, at: string, value: unknown): Verdict {
  switch (error.keyword) {
    case 'type':
      return value === null && at === ''
        ? ['required', 'A JSON body must be present.']
        : ['wrong-type', `Must be ${listed(error.params.type)}.`];
    case 'minLength':
      return ['too-short', `Must be at least ${error.params.limit} characters long.`];
    case 'maxLength':
      return ['too-long', `Must be at most ${error.params.limit} characters long.`];
    case 'minItems':
      return ['too-few', `Must hold at least ${error.params.limit} items.`];
    case 'maxItems':
      return ['too-many', `Must hold at most ${error.params.limit} items.`];
    case 'minProperties':
      return ['too-few', `Must have at least ${error.params.limit} members.`];
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return ['out-of-range', `Must be ${error.params.comparison} ${error.params.limit}.`];
    case 'pattern':
      return patternVerdict(String(error.params.pattern), valueAt(value, at));
    case 'format':
      return ['bad-format', `Must be a ${error.params.format}.`];
    case 'enum':
      return ['not-allowed', `Must be one of: ${error.params.allowedValues.map(String).join(', ')}.`];
    case 'const':
    case 'anyOf':
      return notAllowed;
    default:
      return ['invalid', 'Is not as the API description has it.'];
  }
}

function patternVerdict(pattern: string, text: unknown): Verdict {
  if (pattern !== storableText && pattern !== visibleText) return ['bad-format', `Must match ${pattern}`];
  if (typeof text === 'string' && text.trim() === '' && !text.includes('\0'))
    return ['blank', 'Must hold more than white space.'];
  return ['bad-character', 'Must hold neither U+0000 nor half of a surrogate pair.'];
}

const listed = (types: string | readonly string[]): string => (typeof types === 'string' ? types : types.join(' or '));

function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const segment of path.split('/').slice(1))
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[unescapePointer(segment)] : undefined;
  return at;
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const unescapePointer = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');

/** Deeper than any schema of ours looks. */
const maxDepth = 8;

/**
 * The first so many values of a body, in their places. The validator stops at the first fault when it checks, but walks through
 * everything when it says what the faults are: for a list of eight million numbers that took it 18 seconds.
 */
export function boundedCopy(value: unknown, maxValues: number): unknown {
  let left = maxValues;
  const copy = (inner: unknown, depth: number): unknown => {
    left -= 1;
    if (typeof inner !== 'object' || inner === null || depth === maxDepth) return inner;
    if (Array.isArray(inner)) return copyItems(inner, depth);
    const members: [string, unknown][] = [];
    for (const name in inner) {
      if (left <= 0) break;
      members.push([name, copy((inner as Record<string, unknown>)[name], depth + 1)]);
    }
    return Object.fromEntries(members);
  };
  const copyItems = (items: readonly unknown[], depth: number): unknown[] => {
    const copies: unknown[] = [];
    for (const item of items) {
      if (left <= 0) break;
      copies.push(copy(item, depth + 1));
    }
    return copies;
  };
  return copy(value, 0);
}
