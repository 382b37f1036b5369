import { expect, test } from 'vitest';
import { fingerprintOf, identifyChange, identifyCreate } from './command-identity.ts';
import { readIdempotencyKey, requireId } from './read-write-request.ts';

test.each([
  ['abc', 'abc'],
  ['"abc"', 'abc'],
  ['"with \\"quotes\\" and a \\\\"', 'with "quotes" and a \\'],
  [undefined, undefined],
])('reads the Idempotency-Key %s as %s', (header, key) => {
  expect(readIdempotencyKey(header)).toBe(key);
});

test.each(['', '""', '"open', 'two words', 'ü', 'a'.repeat(256), `"${'a'.repeat(256)}"`])(
  'refuses the Idempotency-Key %j',
  (header) => {
    expect(() => readIdempotencyKey(header)).toThrow(/1 to 255/);
  },
);

test.each(['nonsense', '3F2B8C9E-5A5D-4C1E-9D0A-1B2C3D4E5F60', '3f2b8c9e5a5d4c1e9d0a1b2c3d4e5f60'])(
  'finds no note with the id %s',
  (id) => {
    expect(() => requireId('note', id)).toThrow(/no note/);
  },
);

test('derives the same note and command from the same key, and other ones from anything else', () => {
  const one = identifyCreate('note', 'ada', 'key', 0);
  expect(identifyCreate('note', 'ada', 'key', 0)).toEqual(one);
  const others = [
    identifyCreate('note', 'bob', 'key', 0),
    identifyCreate('note', 'ada', 'key2', 0),
    identifyCreate('note', 'ada', 'key', 1),
  ];
  expect(new Set([one, ...others].map(({ subject }) => subject)).size).toBe(4);
  expect(new Set([one, ...others].map(({ commandId }) => commandId)).size).toBe(4);
  expect(one.subject).not.toBe(one.commandId);
  expect(identifyChange('ada', 'key', one.subject)).toEqual(identifyChange('ada', 'key', one.subject));
  expect(identifyChange('ada', 'key', one.subject).commandId).not.toBe(one.commandId);
});

test('derives the same as ever, or no repetition would meet its first result', () => {
  expect(identifyCreate('note', 'ada', 'key', 0)).toEqual({
    subject: 'b43819c4-3d00-5f45-a36e-9efb2c9a0ae9',
    isNew: false,
    commandId: 'bba00528-9628-532d-b762-141b17b494f7',
    keyed: true,
  });
});

test('never derives anything without a key', () => {
  expect(identifyCreate('note', 'ada', undefined, 0)).not.toEqual(identifyCreate('note', 'ada', undefined, 0));
  expect(identifyChange('ada', undefined, 'x').keyed).toBe(false);
});

test('has another fingerprint for another body or operation', () => {
  expect(fingerprintOf('key', 'create', { title: 'a' })).toBe(fingerprintOf('key', 'create', { title: 'a' }));
  expect(fingerprintOf('key', 'create', { title: 'a' })).not.toBe(fingerprintOf('key', 'create', { title: 'b' }));
  expect(fingerprintOf('key', 'create', { title: 'a' })).not.toBe(fingerprintOf('key', 'replace', { title: 'a' }));
});
