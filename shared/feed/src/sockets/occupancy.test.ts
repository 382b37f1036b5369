import { expect, test } from 'vitest';
import { Occupancy, sumOfOccupied } from './occupancy.ts';

test('each pattern of each socket counts until it is gone', () => {
  const occupancy = new Occupancy();
  occupancy.add('notes', '*');
  occupancy.add('notes', '*');
  occupancy.add('notes', '__proto__');
  occupancy.add('rooms:a', 'x');
  occupancy.remove('rooms:a', 'x');
  occupancy.remove('notes', '*');
  expect(JSON.stringify(occupancy.snapshot(2))).toBe(
    '{"connections":2,"subscriptions":2,"channels":{"notes":{"*":1,"__proto__":1}}}',
  );
});

test('several processes are summed', () => {
  const one = { connections: 2, subscriptions: 3, channels: { notes: { '*': 2 }, 'rooms:a': { x: 1 } } };
  const other = { connections: 1, subscriptions: 2, channels: { notes: { '*': 1, 'Note*': 1 } } };
  expect(sumOfOccupied([one, other])).toEqual({
    connections: 3,
    subscriptions: 5,
    channels: { notes: { '*': 3, 'Note*': 1 }, 'rooms:a': { x: 1 } },
  });
});

test('of very many, 500 are told and all are in the sums', () => {
  const occupancy = new Occupancy();
  for (let i = 0; i < 400; i += 1) for (const pattern of ['*', 'x']) occupancy.add(`authors:${i}`, pattern);
  const { subscriptions, channels } = occupancy.snapshot(1);
  expect([subscriptions, Object.keys(channels).length]).toEqual([800, 250]);
  const sum = sumOfOccupied([occupancy.snapshot(1), { connections: 1, subscriptions: 1, channels: { z: { y: 1 } } }]);
  expect([sum.subscriptions, Object.keys(sum.channels).length]).toEqual([801, 250]);
});
