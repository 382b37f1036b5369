import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantText, realInstantText } from './text.ts';

const form = new RegExp(instantText);
const real = new RegExp(realInstantText);

test('an instant of a day that exists is one that JavaScript reads and writes the same', () => {
  const part = (min: number, max: number, digits = 2) =>
    fc.integer({ min, max }).map((n) => String(n).padStart(digits, '0'));
  const texts = fc
    .tuple(part(0, 9_999, 4), part(0, 13), part(0, 32), part(0, 24), part(0, 60))
    .map(([year, month, date, hour, second]) => `${year}-${month}-${date}T${hour}:00:${second}.000Z`);
  fc.assert(
    fc.property(texts, (text) => {
      const time = Date.parse(text);
      const isReal = !Number.isNaN(time) && new Date(time).toISOString() === text && !text.startsWith('0000');
      expect(real.test(text), text).toBe(isReal);
      if (isReal) expect(form.test(text)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['2024-02-29', true],
  ['2000-02-29', true],
  ['2023-02-29', false],
  ['1900-02-29', false],
  ['2026-04-31', false],
  ['0000-01-01', false],
  ['0001-01-01', true],
  ['9999-12-31', true],
])('%s exists: %s', (day, exists) => {
  expect(real.test(`${day}T00:00:00.000Z`)).toBe(exists);
});
