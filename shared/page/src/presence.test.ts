import { expect, test } from 'vitest';
import { arrive, describeVisitors, heartbeatMs, leave, readPresence, stillHere } from './presence.ts';

test('visitors leave when their heartbeats cease, or with a `bye`', () => {
  const both = arrive(arrive([], { tab: '1', name: 'ada' }, 0), { tab: '2', name: 'bob' }, 2 * heartbeatMs);
  expect(stillHere(both, 3 * heartbeatMs).map(({ name }) => name)).toEqual(['bob']);
  expect(leave(both, '2').map(({ name }) => name)).toEqual(['ada']);
});

test('a visitor is listed once', () => {
  expect(arrive(arrive([], { tab: '1', name: 'ada' }, 0), { tab: '1', name: 'Ada' }, 5)).toEqual([
    { tab: '1', name: 'Ada', seenAtMs: 5 },
  ]);
});

test('a sentence lists the visitors', () => {
  const visitors = ['ada', 'ada', 'bob', ''].map((name, at) => ({ tab: String(at), name, seenAtMs: 0 }));
  expect(describeVisitors([], 'note')).toBe('');
  expect(describeVisitors(visitors.slice(0, 2), 'note')).toBe('ada has this note open, too');
  expect(describeVisitors(visitors, 'note')).toBe('ada, bob and someone else have this note open, too');
});

test('other messages are ignored', () => {
  for (const data of [null, 'x', {}, { tab: 1, name: 'x' }, { tab: '', name: 'x' }])
    expect(readPresence(data)).toBeUndefined();
  expect(readPresence({ tab: '1', name: 'x'.repeat(1_000), more: true })?.name).toHaveLength(60);
});
