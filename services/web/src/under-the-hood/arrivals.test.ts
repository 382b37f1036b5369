import type { FeedEvent } from '@notes/client';
import { expect, test } from 'vitest';
import { Arrivals } from './sample.ts';

const bornMs = Date.parse('2026-01-31T12:00:00.000Z');

const event = (id: string, version = 1): FeedEvent => ({
  channel: 'notes',
  event: 'NoteDeleted',
  position: 'k3f9a2c1:0-1',
  data: { note_id: id, version, type: 'NoteDeleted', time: new Date(bornMs).toISOString(), actor: 'ada', data: {} },
});

test('counts what arrived since it was last taken', () => {
  const arrivals = new Arrivals();
  arrivals.addEvents([event('a'), event('b')], bornMs, true);
  arrivals.addEvents([event('c')], bornMs, true);
  expect(arrivals.take().events).toBe(3);
  expect(arrivals.take().events).toBe(0);
});

test('returns the age of events of others on arrival, one `take` later', () => {
  const arrivals = new Arrivals();
  arrivals.addEvents([event('a')], bornMs + 12, true);
  expect(arrivals.take().others).toEqual([]);
  expect(arrivals.take().others).toEqual([12]);
  expect(arrivals.take().others).toEqual([]);
});

test.each(['before', 'after', 'a second after'])('an own write counts once, reported %s its event', (when) => {
  const arrivals = new Arrivals();
  const own = { id: 'a', version: 2, ms: 7 };
  const owns: number[] = [];
  const others: number[] = [];
  const take = () => {
    const arrived = arrivals.take();
    owns.push(...arrived.own);
    others.push(...arrived.others);
  };
  if (when === 'before') arrivals.addOwn(own);
  arrivals.addEvents([event('a', 2), event('a', 3)], bornMs + 5, true);
  if (when === 'a second after') take();
  if (when !== 'before') arrivals.addOwn(own);
  take();
  take();
  expect({ owns, others }).toEqual({ owns: [7], others: [5] });
});

test('what is caught up with is counted, but its age means nothing', () => {
  const arrivals = new Arrivals();
  arrivals.addEvents([event('a')], bornMs + 60_000, false);
  expect(arrivals.take().events).toBe(1);
  expect(arrivals.take().others).toEqual([]);
});
