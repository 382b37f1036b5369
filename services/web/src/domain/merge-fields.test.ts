import { expect, test } from 'vitest';
import { changedFields, findConflicts, mergeFields } from './merge-fields.ts';

const base = { title: 'Milk', description: 'one', priority: 0 };

test('where one side alone has changed a field, that side is suggested; where both have, mine', () => {
  const mine = { title: 'Oat milk', description: 'mine', priority: 0 };
  const theirs = { title: 'Milk', description: 'theirs', priority: 2 };
  expect(findConflicts(base, mine, theirs)).toEqual([
    { field: 'title', suggested: 'mine', isBoth: false },
    { field: 'priority', suggested: 'theirs', isBoth: false },
    { field: 'description', suggested: 'mine', isBoth: true },
  ]);
});

test('what both have changed to the same is no conflict', () => {
  const both = { ...base, title: 'Bread' };
  expect(findConflicts(base, both, both)).toEqual([]);
});

test('a merge takes mine only where it is told to', () => {
  const mine = { title: 'A', description: 'a', priority: 1 };
  const theirs = { title: 'B', description: 'b', priority: 2 };
  expect(mergeFields(mine, theirs, { title: 'mine', priority: 'theirs' })).toEqual({
    title: 'A',
    description: 'b',
    priority: 2,
  });
});

test('only what differs is sent', () => {
  expect(changedFields(base, { ...base, description: '' })).toEqual({ description: '' });
  expect(changedFields(base, { ...base })).toEqual({});
});
