import { expect, test } from 'vitest';
import { excerpt, printable } from './dead-letters.ts';

const shown = (bytes: Buffer) => {
  const kept = excerpt(bytes, 5000);
  return kept && printable(kept);
};

test('text is shown as text, its control characters as dots', () => {
  expect(shown(Buffer.from('{"a":\n\t"\u001b[2J\u0000"}'))).toBe('{"a":\n\t"·[2J·"}');
});

test('a character that the end of the excerpt cuts off is no reason to show bytes', () => {
  expect(shown(Buffer.from('milk 🥛').subarray(0, -1))).toBe('milk ');
});

test('what is no UTF-8 is shown in hexadecimal, and is whole in JSON', () => {
  expect(shown(Buffer.from([0xff, 0]))).toBe('0xff00');
  expect(excerpt(Buffer.from([0xff, 0]), 2)).toEqual({ bytes: 2, text: null, base64: '/wA=' });
  expect(excerpt(null, null)).toBeNull();
});
