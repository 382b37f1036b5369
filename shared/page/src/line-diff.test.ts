import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiffLine, diffLines } from './line-diff.tsx';

const text = fc.array(fc.constantFrom('', 'a', 'b', 'c'), { maxLength: 12 }).map((lines) => lines.join('\n'));
const side = (diff: readonly DiffLine[], without: DiffLine['kind']): string[] =>
  diff.filter(({ kind }) => kind !== without).map((line) => line.text);
const lines = (of: string): string[] => (of === '' ? [] : of.split('\n'));

test('without what was added it is the text before, without what was removed the text after', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = diffLines(before, after);
      expect(side(diff, 'added')).toEqual(lines(before));
      expect(side(diff, 'removed')).toEqual(lines(after));
    }),
  );
});

test('it finds what stayed', () => {
  expect(diffLines('a\nb\nc\nd', 'a\nc\nx\nd').map(({ kind, text }) => `${kind[0]}${text}`)).toEqual([
    'sa',
    'rb',
    'sc',
    'ax',
    'sd',
  ]);
});

test('long texts that have nothing in common do not take long', () => {
  const long = (word: string): string => Array.from({ length: 10_000 }, (_, at) => `${word}${at}`).join('\n');
  const begun = performance.now();
  expect(diffLines(long('a'), long('b'))).toHaveLength(20_000);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
