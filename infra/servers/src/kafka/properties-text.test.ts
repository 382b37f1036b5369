import { expect, test } from 'vitest';
import { propertiesText } from './kafka-settings.ts';

test.each([
  ['/home/ada/Söhne', '/home/ada/S\\u00f6hne'],
  ['ö/日本 x', '\\u00f6/\\u65e5\\u672c x'],
  ['a\\b', 'a\\\\b'],
  [' first', '\\u0020first'],
  ['two\nlines\ttab', 'two\\u000alines\\u0009tab'],
  ['𝄞', '\\ud834\\udd1e'],
  ['50 % #1 = "x":\'y\'!', '50 % #1 = "x":\'y\'!'],
])('%j is written as %s', (value, written) => {
  expect(propertiesText({ dir: value, port: 9092 })).toBe(`dir=${written}\nport=9092\n`);
});
