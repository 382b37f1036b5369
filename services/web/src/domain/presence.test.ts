import { expect, test } from 'vitest';
import { arrive, heartbeatMs, leave, readPresence, sayWho, stillHere } from './presence.ts';

test('who has not been heard of for a while is gone, and so is who says so', () => {
  const both = arrive(arrive([], { tab: '1', name: 'ada' }, 0), { tab: '2', name: 'bob' }, 2 * heartbeatMs);
  expect(stillHere(both, 3 * heartbeatMs).map(({ name }) => name)).toEqual(['bob']);
  expect(leave(both, '2').map(({ name }) => name)).toEqual(['ada']);
});

test('who is heard of again is there once', () => {
  expect(arrive(arrive([], { tab: '1', name: 'ada' }, 0), { tab: '1', name: 'Ada' }, 5)).toEqual([
    { tab: '1', name: 'Ada', seenAtMs: 5 },
  ]);
});

test('a sentence says who is there', () => {
  const visitors = ['ada', 'ada', 'bob', ''].map((name, at) => ({ tab: String(at), name, seenAtMs: 0 }));
  expect(sayWho([])).toBe('');
  expect(sayWho(visitors.slice(0, 2))).toBe('ada has this note open, too');
  expect(sayWho(visitors)).toBe('ada, bob and somebody have this note open, too');
});

test('what is no message is passed over', () => {
  for (const data of [null, 'x', {}, { tab: 1, name: 'x' }, { tab: '', name: 'x' }])
    expect(readPresence(data)).toBeUndefined();
  expect(readPresence({ tab: '1', name: 'x'.repeat(1_000), more: true })?.name).toHaveLength(60);
});
