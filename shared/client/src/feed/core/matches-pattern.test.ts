import { expect, test } from 'vitest';
import { matchesPattern } from './matches-pattern.ts';

test.each([
  ['*', '', true],
  ['*', 'NoteCreated', true],
  ['Note*', 'NoteCreated', true],
  ['Note*', 'Other', false],
  ['*ed', 'NoteCreated', true],
  ['N*C*d', 'NoteCreated', true],
  ['N*X*d', 'NoteCreated', false],
  ['?ote', 'Note', true],
  ['?ote', 'ote', false],
  ['Note[CD]*', 'NoteDeleted', true],
  ['Note[CD]*', 'NoteRevised', false],
  ['[a-c]', 'b', false],
  ['[a', '[a', true],
  ['[a]', '[a]', false],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['a\\', 'a\\', true],
  ['order.created', 'orderXcreated', false],
  ['?', '🎉', true],
])('%j on %j: %j', (pattern, name, expected) => {
  expect(matchesPattern(pattern, name)).toBe(expected);
});

test('no pattern makes it blow up', () => {
  const begun = performance.now();
  expect(matchesPattern('*a'.repeat(100), 'a'.repeat(250).concat('b'))).toBe(false);
  expect(performance.now() - begun).toBeLessThan(200);
});
