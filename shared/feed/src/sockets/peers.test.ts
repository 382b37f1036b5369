import { expect, test } from 'vitest';
import { Peers } from './gateways.ts';

test('one that is not heard of is missing until it is again, until it says that it stops, or until it is forgotten', () => {
  const peers = new Peers(1_000);
  for (const id of ['comes again', 'stops', 'never comes again']) peers.lookedUp(id, true, 0);
  expect(peers.missing(0)).toBe(0);
  for (const id of peers.ids) peers.lookedUp(id, false, 10);
  expect(peers.missing(10)).toBe(3);
  peers.lookedUp('comes again', true, 20);
  peers.stopped('stops');
  expect(peers.missing(20)).toBe(1);
  peers.lookedUp('never comes again', false, 1_001);
  expect([peers.missing(1_001), peers.ids]).toEqual([0, ['comes again']]);
});

test('one that was there before this gateway, and of which nothing is left but its id, is missing as long', () => {
  const peers = new Peers(1_000);
  peers.lookedUp('its id is left', false, 5_000);
  peers.lookedUp('its id is left', false, 5_500);
  expect(peers.missing(5_500)).toBe(1);
  peers.lookedUp('its id is left', false, 6_001);
  expect(peers.ids).toEqual([]);
});
