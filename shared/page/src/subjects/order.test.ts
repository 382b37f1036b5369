import { expect, test } from 'vitest';
import type { Subject } from './knowledge.ts';
import { compareBy, compareText } from './order.ts';

type Content = { readonly rank: number | null; readonly title: string };

const sample = (id: string, rank: number | null, title = ''): Subject<Content> => ({
  ...{ id, rank, title, created_by: 'ada', version: 1 },
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
});
const idsBy = (keys: readonly string[], all: readonly Subject<Content>[]): string =>
  all
    .toSorted(compareBy(keys))
    .map(({ id }) => id)
    .join('');

test('what is null comes last in either direction', () => {
  const all = [sample('a', null), sample('b', 10), sample('c', 9)];
  expect([idsBy(['rank'], all), idsBy(['-rank'], all)]).toEqual(['cba', 'bca']);
});

test('equal members are ordered by the next key, at last by id in the direction of the last key', () => {
  const all = [sample('a', 1, 'x'), sample('b', 1, 'x'), sample('c', 1, 'y')];
  expect([idsBy(['rank', 'title'], all), idsBy(['rank', '-title'], all)]).toEqual(['abc', 'cba']);
});

test('text is ordered by code points, not by UTF-16', () => {
  expect(compareText('\u{1f600}', '\uff5e')).toBeGreaterThan(0);
  expect(compareText('a', 'ab')).toBeLessThan(0);
  expect(compareText('B', 'a')).toBeLessThan(0);
});
