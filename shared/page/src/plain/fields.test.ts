import { expect, test } from 'vitest';
import { incomplete } from '../subjects/index.ts';
import { checkFields, emptyOf, type PlainFields, storedOf, textOf } from './fields.ts';

const fields = {
  name: { kind: 'text', label: 'Name', min: 1, max: 4 },
  code: { kind: 'text', label: 'Code', min: 0, max: 4, orNull: true },
  size: { kind: 'integer', label: 'Size', min: 2, max: 5 },
  price: { kind: 'decimal', label: 'Price', digits: 3, fraction: 1 },
  colour: { kind: 'choice', label: 'Colour', words: ['red', 'green'] },
  open: { kind: 'flag', label: 'Open' },
  due: { kind: 'instant', label: 'Due' },
} as const satisfies PlainFields;
const right = { ...emptyOf(fields), name: 'a', due: '2026-01-31T12:00:00.000Z' };

test('a new one has the defaults, and lacks what has none', () => {
  expect(emptyOf(fields)).toEqual({
    ...{ name: '', code: null, size: 2, price: '0', colour: 'red', open: false, due: '' },
  });
  expect(Object.keys(checkFields(fields, emptyOf(fields)))).toEqual(['name', 'due']);
  expect(checkFields(fields, right)).toEqual({});
});

test.each([
  ['name', '  '],
  ['name', 'a'.repeat(5)],
  ['size', 1],
  ['size', Number.NaN],
  ['price', '100'],
  ['price', '1.25'],
  ['due', incomplete],
  ['open', null],
])('%s cannot be %j', (name, value) => {
  expect(Object.keys(checkFields(fields, { ...right, [name]: value }))).toEqual([name]);
});

test('lengths are in characters, and what is stored is what the service stores', () => {
  expect(checkFields(fields, { ...right, name: '🙂🙂🙂🙂' })).toEqual({});
  const stored = storedOf(fields, { ...right, name: 'e\u0301', price: '2.50' });
  expect(stored).toEqual({ ...right, name: '\u00e9', price: '2.5' });
  expect(storedOf(fields, { ...right, price: '20.0' })['price']).toBe('20');
});

test('values have words', () => {
  expect([textOf(fields.open, true), textOf(fields.code, null), textOf(fields.size, 3)]).toEqual(['yes', '', '3']);
});
