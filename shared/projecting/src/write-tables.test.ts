import { expect, test } from 'vitest';
import { plainArray, textArray } from './write-tables.ts';

test('plain values are joined, and null is null', () => {
  expect(plainArray([1, null, true, '2026'], (item) => item)).toBe('{1,null,true,2026}');
  expect(plainArray([], () => null)).toBe('{}');
});

test('texts are quoted, so that none is taken for null, a delimiter or a brace', () => {
  expect(textArray(['a', 'null', '', '{b,c}', null], (item) => item)).toBe('{"a","null","","{b,c}",null}');
});

test('quotes and backslashes are escaped, each of them', () => {
  expect(textArray(['"\\"', 'a\\b\\c'], (item) => item)).toBe('{"\\"\\\\\\"","a\\\\b\\\\c"}');
});
