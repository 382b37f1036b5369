import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGlob } from './glob.ts';

test.each([
  ['*', '', true],
  ['*', 'NoteCreated', true],
  ['Note*', 'NoteCreated', true],
  ['Note*', 'MyNoteCreated', false],
  ['*ted', 'NoteCreated', true],
  ['*e*e*', 'NoteDeleted', true],
  ['Note?eleted', 'NoteDeleted', true],
  ['Note?', 'Note', false],
  ['Note[CD]*', 'NoteDeleted', true],
  ['Note[CD]*', 'NoteRevised', false],
  ['a[b-d]', 'ac', false],
  ['a[b-d]', 'a-', true],
  ['a[*]', 'a*', true],
  ['a[*]', 'ab', false],
  ['[]', 'a', false],
  ['a[bc', 'a[bc', true],
  ['\\*', '*', true],
  ['\\*', 'a', false],
  ['a\\', 'a\\', true],
  ['?', '😀', true],
  ['note', 'Note', false],
  ['Note*', 'Other', false],
  ['*ed', 'NoteCreated', true],
  ['N*C*d', 'NoteCreated', true],
  ['N*X*d', 'NoteCreated', false],
  ['?ote', 'Note', true],
  ['?ote', 'ote', false],
  ['[a-c]', 'b', false],
  ['[a', '[a', true],
  ['[a]', '[a]', false],
  ['\\*', 'x', false],
  ['order.created', 'orderXcreated', false],
  ['?', '🎉', true],
])('%s against %s: %s', (pattern, name, expected) => {
  expect(parseGlob(pattern).matches(name)).toBe(expected);
});

/** The definition, word for word; exponential, which is why it is not the implementation. */
function plainly(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern.startsWith('*'))
    return plainly(pattern.slice(1), name) || (name !== '' && plainly(pattern, name.slice(1)));
  if (name === '') return false;
  return (pattern[0] === '?' || pattern[0] === name[0]) && plainly(pattern.slice(1), name.slice(1));
}

test('agrees with the plain definition', () => {
  const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 9 });
  fc.assert(
    fc.property(text('ab*?'), text('ab'), (pattern, name) => {
      expect(parseGlob(pattern).matches(name)).toBe(plainly(pattern, name));
    }),
    { numRuns: 2000 },
  );
});

test('takes no time on patterns that make others blow up', () => {
  const glob = parseGlob('*a'.repeat(127));
  const started = performance.now();
  expect(glob.matches(`${'a'.repeat(254)}b`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(100);
});
