import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCursor, sealCursor } from './cursor.ts';

test('a cursor gives back what it carries, and is sealed for its own list and key only', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer())), (values) => {
      const cursor = openCursor(sealCursor('k3f9a2c1:0-7', 'list', values));
      expect(cursor?.values).toEqual(values);
      expect(cursor?.isSealed('k3f9a2c1:0-7', 'list')).toBe(true);
      expect(cursor?.isSealed('k3f9a2c1:0-7', 'other list')).toBe(false);
      expect(cursor?.isSealed('otherlog:0-7', 'list')).toBe(false);
    }),
  );
});

test('a cursor with any one character exchanged is refused', () => {
  const text = sealCursor('k3f9a2c1:0-7', 'list', ['2026-01-31T12:00:00.000Z', 7]);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(...'ABCxyz019-_'), (at, character) => {
      fc.pre(text[at] !== character);
      const cursor = openCursor(text.slice(0, at) + character + text.slice(at + 1));
      expect(cursor?.isSealed('k3f9a2c1:0-7', 'list') ?? false).toBe(false);
    }),
  );
});

// The first of these texts takes seconds on a busy machine: all characters there are are listed for it.
test('text that is no cursor does not open', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(openCursor(text)).toBeUndefined();
    }),
  );
}, 30_000);
