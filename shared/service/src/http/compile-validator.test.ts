import type { ProblemError as ProblemItem } from '@notes/contracts';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import type { ProblemError } from '../problem-error.ts';
import { BulkBody, NoteBody } from '../testing/sample-note.ts';
import { compileValidator } from './compile-validator.ts';
import { NoBody } from './describe-admission.ts';

type Verdict = { value?: unknown; error?: ProblemError };

const validator = (schema: Type.TSchema, httpPart: string) =>
  compileValidator({ schema, httpPart, method: 'POST', url: '/' }) as (value: unknown) => Verdict;
const itemsOf = (verdict: Verdict): readonly ProblemItem[] => verdict.error?.errors ?? [];
const codesOf = (verdict: Verdict): Record<string, string> =>
  Object.fromEntries(itemsOf(verdict).map(({ pointer, parameter, code }) => [pointer ?? parameter, code]));

const note = validator(NoteBody, 'body');

test('takes a body as it is, with nothing converted, removed or filled in', () => {
  const body = { title: 'Buy milk' };
  expect(note(body).value).toBe(body);
  expect(body).toEqual({ title: 'Buy milk' });
});

test.each([
  [{}, { '#/title': 'required' }],
  [{ title: 5 }, { '#/title': 'wrong-type' }],
  [{ title: '' }, { '#/title': 'blank' }],
  [{ title: ' \n ' }, { '#/title': 'blank' }],
  [{ title: 'x'.repeat(201) }, { '#/title': 'too-long' }],
  [{ title: 'a\0b' }, { '#/title': 'bad-character' }],
  [{ title: 'a\ud800' }, { '#/title': 'bad-character' }],
  [{ title: 'a', priority: 1.5 }, { '#/priority': 'wrong-type' }],
  [{ title: 'a', priority: '1' }, { '#/priority': 'wrong-type' }],
  [{ title: 'a', priority: 2 ** 31 }, { '#/priority': 'out-of-range' }],
  [{ title: 'a', description: null }, { '#/description': 'wrong-type' }],
  [
    { title: 'a', id: 'x', 'a/b~c %': 1 },
    { '#/id': 'unknown-member', '#/a~1b~0c%20%25': 'unknown-member' },
  ],
  [{ title: 'a', '\ud800': 1 }, { '#/%EF%BF%BD': 'unknown-member' }],
  [[], { '#': 'wrong-type' }],
  ['text', { '#': 'wrong-type' }],
  [null, { '#': 'required' }],
])('finds all that is wrong with %j', (body, codes) => {
  expect(codesOf(note(body))).toMatchObject(codes);
});

test('a parameter that may be null is so by its name, and text where it may not', () => {
  const orNull = Type.Unsafe({ type: ['integer', 'null'] });
  const query = validator(
    Type.Object({ one: orNull, some: Type.Array(orNull), name: Type.String(), number: Type.Optional(Type.Integer()) }),
    'querystring',
  );
  expect(query({ one: 'null', some: ['3', 'null'], name: 'null' }).value).toEqual({
    ...{ one: null, some: [3, null], name: 'null' },
  });
  expect(codesOf(query({ one: 'none', some: '1', name: '', number: 'null' }))).toEqual({
    ...{ one: 'wrong-type', number: 'wrong-type' },
  });
});

test('counts a title in code points', () => {
  expect(note({ title: '🦉'.repeat(200) }).error).toBeUndefined();
  expect(codesOf(note({ title: '🦉'.repeat(201) }))).toEqual({ '#/title': 'too-long' });
});

test('finds several mistakes at once and names the known members', () => {
  const verdict = note({ titel: 'a', priority: 'x' });
  expect(codesOf(verdict)).toEqual({ '#/title': 'required', '#/titel': 'unknown-member', '#/priority': 'wrong-type' });
  expect(itemsOf(verdict).find(({ pointer }) => pointer === '#/titel')?.detail).toContain(
    'title, description, priority',
  );
});

test('points into lists', () => {
  const bulk = validator(Type.Object({ notes: Type.Array(NoteBody, { minItems: 1, maxItems: 3 }) }), 'body');
  expect(codesOf(bulk({ notes: [{ title: 'a' }, { title: 5 }] }))).toEqual({ '#/notes/1/title': 'wrong-type' });
  expect(codesOf(bulk({ notes: [] }))).toEqual({ '#/notes': 'too-few' });
});

test('names the known members wherever an unknown one stands', () => {
  const bulk = validator(BulkBody, 'body');
  const known = { code: 'unknown-member', detail: 'Unknown member. Known are: title, description, priority.' };
  expect(itemsOf(bulk({ notes: [{ title: 'a' }, { title: 'a', x: 1, 'y/z': 2 }] }))).toEqual([
    { pointer: '#/notes/1/x', ...known },
    { pointer: '#/notes/1/y~1z', ...known },
  ]);
  expect(itemsOf(bulk({ notes: [{ title: 'a' }], note: 1 }))).toEqual([
    { pointer: '#/note', code: 'unknown-member', detail: 'Unknown member. Known are: notes.' },
  ]);
});

test('bounds what it says of a hostile body', () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`m${index}`, index]));
  expect(itemsOf(note(many)).length).toBeLessThanOrEqual(20);
});

test('still names a fault when it lies behind more values than are walked through', () => {
  const numbers = validator(Type.Array(Type.Integer()), 'body');
  expect(codesOf(numbers([...Array.from({ length: 30_000 }, () => 1), 'x']))).toEqual({ '#': 'invalid' });
});

test('sees __proto__ for the unknown member that it is', () => {
  expect(codesOf(note(JSON.parse('{"title":"a","__proto__":{"priority":1}}')))).toEqual({
    '#/__proto__': 'unknown-member',
  });
});

test('names a union once, not each of its variants', () => {
  const policy = validator(Type.Object({ p: Type.Union([Type.Literal('author'), Type.Literal('any')]) }), 'body');
  expect(itemsOf(policy({ p: 'x' }))).toHaveLength(1);
});

test('says of a union what is wrong by the variant that was meant', () => {
  const variants = [Type.String({ maxLength: 3 }), Type.Integer({ minimum: 0 }), Type.Array(Type.String())];
  const of = (a: unknown) => itemsOf(validator(Type.Object({ a: Type.Union(variants) }), 'body')({ a }));
  expect(of({})).toEqual([{ pointer: '#/a', code: 'wrong-type', detail: 'Must be string or integer or array.' }]);
  expect(of('long')).toMatchObject([{ code: 'too-long', detail: 'Must be at most 3 characters long.' }]);
  expect(of(-1)).toMatchObject([{ code: 'out-of-range' }]);
  expect(of([1])).toMatchObject([{ pointer: '#/a', code: 'not-allowed' }]);
});

test('has words of its own for rules that it does not know', () => {
  const even = validator(Type.Object({ a: Type.Integer({ multipleOf: 2 }) }), 'body');
  expect(itemsOf(even({ a: 3 }))).toEqual([
    { pointer: '#/a', code: 'invalid', detail: 'Is not as the API description has it.' },
  ]);
});

test('lets an optional body be absent or empty, and nothing else', () => {
  const none = validator(NoBody, 'body');
  expect(none(null).error).toBeUndefined();
  expect(none({}).error).toBeUndefined();
  expect(codesOf(none({ x: 1 }))).toEqual({ '#/x': 'unknown-member' });
});

const list = validator(
  Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    all: Type.Optional(Type.Boolean()),
    order_by: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    'priority:ne': Type.Optional(Type.Array(Type.Integer())),
    search: Type.Optional(Type.String()),
  }),
  'querystring',
);

test('reads numbers, booleans and lists from a query', () => {
  expect(list({ limit: '5', all: 'true', order_by: '-title', 'priority:ne': ['1', '-2'], search: '12' }).value).toEqual(
    {
      limit: 5,
      all: true,
      order_by: ['-title'],
      'priority:ne': [1, -2],
      search: '12',
    },
  );
});

test.each([
  [{ limit: '0' }, { limit: 'out-of-range' }],
  [{ limit: '101' }, { limit: 'out-of-range' }],
  [{ limit: '' }, { limit: 'wrong-type' }],
  [{ limit: '1e1' }, { limit: 'wrong-type' }],
  [{ limit: ' 5' }, { limit: 'wrong-type' }],
  [{ limit: ['1', '2'] }, { limit: 'repeated' }],
  [{ all: '1' }, { all: 'wrong-type' }],
  [{ order_by: '' }, { order_by: 'too-short' }],
  [{ 'priority:ne': ['1', 'x'] }, { 'priority:ne': 'wrong-type' }],
  [{ limt: '1' }, { limt: 'unknown-parameter' }],
  [{ constructor: '1' }, { constructor: 'unknown-parameter' }],
  [
    { limt: '1', limit: 'x' },
    { limt: 'unknown-parameter', limit: 'wrong-type' },
  ],
])('finds what is wrong with the query %j', (query, codes) => {
  expect(codesOf(list(query))).toEqual(codes);
});

test('takes path segments that do not fit for an address that does not exist', () => {
  const params = validator(Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{4}$' }) }), 'params');
  expect(params({ id: 'beef' }).error).toBeUndefined();
  expect(params({ id: 'BEEF' }).error).toMatchObject({ slug: 'not-found' });
});
