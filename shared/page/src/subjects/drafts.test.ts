import { expect, test } from 'vitest';
import { changedFields, findConflicts, mergeFields } from './drafts.ts';

const base = { title: 'Milk', description: 'one', priority: 0 };
const fields = ['title', 'priority', 'description'] as const;

test('the side that alone has changed a field is suggested; mine if both have', () => {
  const mine = { title: 'Oat milk', description: 'mine', priority: 0 };
  const theirs = { title: 'Milk', description: 'theirs', priority: 2 };
  expect(findConflicts(fields, base, mine, theirs)).toEqual([
    { field: 'title', suggested: 'mine', isBoth: false },
    { field: 'priority', suggested: 'theirs', isBoth: false },
    { field: 'description', suggested: 'mine', isBoth: true },
  ]);
});

test('the same change on both sides is no conflict', () => {
  const both = { ...base, title: 'Bread' };
  expect(findConflicts(fields, base, both, both)).toEqual([]);
});

test('a merge takes mine only of the fields chosen', () => {
  const mine = { title: 'A', description: 'a', priority: 1 };
  const theirs = { title: 'B', description: 'b', priority: 2 };
  expect(mergeFields(mine, theirs, { title: 'mine', priority: 'theirs' })).toEqual({
    title: 'A',
    description: 'b',
    priority: 2,
  });
});

test('only what differs is sent', () => {
  expect(changedFields(fields, base, { ...base, description: '' })).toEqual({ description: '' });
  expect(changedFields(fields, base, { ...base })).toEqual({});
});
