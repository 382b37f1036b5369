import { storableText, visibleText } from './text.ts';

type Json = { readonly [member: string]: unknown };

const described = 'x-described';

/** JavaScript's white space (`\s`), character by character: what the class holds differs from one regular expression engine to the next. */
const whiteSpace = '\\x09-\\x0d \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/**
 * Patterns as they are published, for those that only JavaScript's engine reads as they are meant. RE2, Java, Python and Rust take these.
 * Lone surrogates are no characters, and most languages have no text that could hold one, so the published forms pass over them.
 */
const portable: ReadonlyMap<unknown, string> = new Map([
  [storableText, '^[^\\x00]*$'],
  [visibleText, `^[${whiteSpace}]*[^\\x00${whiteSpace}][^\\x00]*$`],
]);

/** The schema, checked as before, but described to the world with these members in the place of its own. */
export const describedAs = <T extends object>(schema: T, members: object): T => ({ ...schema, [described]: members });

/**
 * A copy of a schema, or of whatever holds schemas, as it is published: with portable patterns, and with what `describedAs` has said. It
 * admits the same values as the one that checks, lone surrogates excepted.
 */
export function publishSchema<T>(value: T): T {
  return published(value) as T;
}

function published(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(published);
  if (typeof value !== 'object' || value === null) return value;
  const { [described]: members, ...own } = value as Json;
  const whole: Json = { ...own, ...(members as Json | undefined) };
  const copy = Object.fromEntries(Object.entries(whole).map(([name, member]) => [name, published(member)]));
  const pattern = portable.get(copy['pattern']);
  return pattern === undefined ? copy : { ...copy, pattern };
}
