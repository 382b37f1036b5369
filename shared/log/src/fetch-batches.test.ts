import { expect, test } from 'vitest';
import { toOffset } from './fetch.ts';

test('what is no offset is refused', () => {
  expect(toOffset('7000000000')).toBe(7_000_000_000);
  expect(() => toOffset('9007199254740993')).toThrow('not an offset');
  expect(() => toOffset('x')).toThrow('not an offset');
});
