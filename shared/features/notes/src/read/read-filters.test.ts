import { areNoFilters, readFilters as readNamed } from '@notes/reading';
import { expect, test } from 'vitest';
import type { NoteFilters } from '../contract/index.ts';
import { noteSource } from './note-source.ts';

const readFilters = (parameters: NoteFilters): NoteFilters => readNamed(noteSource, parameters);

test('equal filters are equal as JSON, however they are written', () => {
  const one = readFilters({ search: 'milk', created_by: ['bob', 'ada', 'bob'], after: '2026-01-31T13:00:00+01:00' });
  const other = readFilters({ after: '2026-01-31T12:00:00.000Z', created_by: ['ada', 'bob'], search: 'milk' });
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
});

test('what stands for no condition is left out, and what has no part in filters', () => {
  const parameters = { search: '', limit: 3, deleted: true };
  expect(readFilters(parameters)).toEqual({});
  expect(areNoFilters(readFilters(parameters))).toBe(true);
  expect(areNoFilters(readFilters({ 'priority:gt': 0 }))).toBe(false);
});

test('bounds finer than a millisecond let nothing through that they exclude', () => {
  expect(readFilters({ after: '2026-01-31T12:00:00.0001Z', before: '2026-01-31T12:00:01.0009Z' })).toEqual({
    after: '2026-01-31T12:00:00.001Z',
    before: '2026-01-31T12:00:01.000Z',
  });
});

test.each(['after', 'before'])('what is no instant is refused by name: %s', (parameter) => {
  expect(() => readFilters({ [parameter]: '2016-12-31T12:00:00Z[Europe/Paris]' })).toThrow(
    expect.objectContaining({ slug: 'invalid', errors: [expect.objectContaining({ parameter })] }),
  );
});
