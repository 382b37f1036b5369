import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInstant } from './instants.ts';

test.each([
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31t12:00:00.5z', '2026-01-31T12:00:00.500Z'],
  ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
  ['2026-01-31T23:30:00.120-01:00', '2026-02-01T00:30:00.120Z'],
  ['2024-02-29T00:00:00-00:00', '2024-02-29T00:00:00.000Z'],
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(parseInstant(text)).toEqual({ floor: instant, ceiling: instant });
});

test('what is finer than a millisecond lies between two of them', () => {
  expect(parseInstant('2026-01-31T12:00:00.123456Z')).toEqual({
    floor: '2026-01-31T12:00:00.123Z',
    ceiling: '2026-01-31T12:00:00.124Z',
  });
  expect(parseInstant('2026-01-31T12:00:00.123000Z')?.ceiling).toBe('2026-01-31T12:00:00.123Z');
});

test.each([
  '',
  'now',
  '2026-01-31',
  '2026-01-31T12:00:00',
  '2026-01-31T12:00Z',
  '2026-01-31 12:00:00Z',
  '2026-02-31T12:00:00Z',
  '2023-02-29T12:00:00Z',
  '2026-01-31T25:00:00Z',
  '2026-01-31T12:00:61Z',
  '2026-01-31T12:00:00+2:00',
  '2026-01-31T12:00:00 02:00',
  '2026-01-31T12:00:00Z[Europe/Paris]',
  '0000-12-31T00:00:00Z',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59.9999Z',
  'infinity',
])('%j is no instant', (text) => {
  expect(parseInstant(text)).toBeUndefined();
});

test('an instant as we write it is read as it is', () => {
  const years = {
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(fc.date(years), (date) => {
      expect(parseInstant(date.toISOString())).toEqual({ floor: date.toISOString(), ceiling: date.toISOString() });
    }),
  );
});
