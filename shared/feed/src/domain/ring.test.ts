import { expect, test } from 'vitest';
import { Ring } from '../follow/fan-out.ts';
import type { Entry } from './entry.ts';

const entry = (pos: number, bytes = 1): Entry => ({
  pos,
  prev: pos - 2,
  family: 'notes',
  subject: 'n',
  people: ['ada'],
  event: 'NoteCreated',
  time: '2026-01-31T12:00:00.000Z',
  push: Buffer.alloc(bytes),
  body: Buffer.alloc(bytes),
  traceparent: undefined,
});
const positions = (entries: readonly Entry[]): number[] => entries.map(({ pos }) => pos);

test('gives what comes after a position, and covers all positions from its floor on', () => {
  const ring = new Ring(2, { entries: 9, bytes: 9 });
  for (const pos of [4, 6, 8]) ring.push(entry(pos));
  expect(ring.covers(1)).toBe(false);
  expect(ring.covers(2)).toBe(true);
  expect(positions(ring.after(2))).toEqual([4, 6, 8]);
  expect(positions(ring.after(5))).toEqual([6, 8]);
  expect(positions(ring.after(8))).toEqual([]);
});

test('forgets the oldest beyond its number of entries, however many come', () => {
  const ring = new Ring(-1, { entries: 3, bytes: 1000 });
  for (let pos = 1; pos <= 100; pos += 1) ring.push(entry(pos));
  expect(positions(ring.after(97))).toEqual([98, 99, 100]);
  expect(ring.covers(97)).toBe(true);
  expect(ring.covers(96)).toBe(false);
});

test('forgets the oldest beyond its bytes, even one that is larger than all', () => {
  const ring = new Ring(-1, { entries: 10, bytes: 10 });
  for (const pos of [1, 2, 3]) ring.push(entry(pos, 4));
  expect(positions(ring.after(1))).toEqual([2, 3]);
  ring.push(entry(4, 11));
  expect(ring.covers(3)).toBe(false);
  expect(ring.covers(4)).toBe(true);
});
