import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { murmur2, partitionOf } from './partition-of.ts';

// The vectors of the Java client's own test.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('murmur2 of %s is what the Java client computes', (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test('a negative hash still gives a partition of the topic', () => {
  expect(partitionOf('foobar', 12)).toBe((-790332482 & 0x7fffffff) % 12);
});

test('a key beyond ASCII, or a long one, is hashed by its UTF-8 bytes', () => {
  for (const key of ['grün', 'é'.repeat(40), 'x'.repeat(65), 'x'.repeat(64)]) {
    expect(partitionOf(key, 12)).toBe((murmur2(new TextEncoder().encode(key)) & 0x7fffffff) % 12);
  }
});

test('the test keys that are given to other people say what is so', () => {
  const readme = readFileSync(new URL('../../client/README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `([0-9a-f-]{36})` \| +(-?\d+) +\| +(\d+) +\|$/gm)];
  expect(rows).toHaveLength(4);
  for (const [, key = '', hash, partition] of rows)
    expect([murmur2(Buffer.from(key)), partitionOf(key, 12)].map(String)).toEqual([hash, partition]);
});
