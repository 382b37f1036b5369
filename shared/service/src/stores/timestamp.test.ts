import { expect, test } from 'vitest';
import { readTimestamp } from './timestamp.ts';

test.each([
  ['2026-01-31 12:00:00+00', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31 12:00:00.1+00', '2026-01-31T12:00:00.100Z'],
  ['2026-01-31 12:00:00.123456+00', '2026-01-31T12:00:00.123Z'],
  ['2026-01-31 12:00:00.999999+00:00', '2026-01-31T12:00:00.999Z'],
])('reads %s', (text, instant) => {
  expect(readTimestamp(text)).toBe(instant);
});

test.each(['infinity', '-infinity', '0044-03-15 12:00:00+00 BC', '2026-01-31 12:00:00+01', '2026-01-31'])(
  'refuses %s',
  (text) => {
    expect(() => readTimestamp(text)).toThrow(/not an instant/);
  },
);
