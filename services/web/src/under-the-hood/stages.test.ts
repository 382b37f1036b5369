import type { Status } from '@notes/client';
import { expect, test } from 'vitest';
import { type Seen, stagesOf } from './stages.ts';

const partition = (number: number, end: number | null, lag: number | null) => ({
  partition: number,
  position: 7,
  end,
  lag,
});

const status = (lag: number | null, ...partitions: Status['partitions']): Status => ({
  read_model: { version: 1 },
  epoch: 'k3f9a2c1',
  build: '0.1.0',
  lag,
  partitions,
});

const calm: Seen = {
  status: status(0, partition(0, 1200, 0), partition(1, 34, 0)),
  trouble: undefined,
  sockets: { gateways: 2, connections: 3, subscriptions: 4, complete: true },
  feed: { state: 'live' },
  sample: { eventsPerSecond: 0, lag: 0, ownMs: null, othersMs: null },
  ownMs: 4.25,
};

const shown = (seen: Partial<Seen>) =>
  stagesOf({ ...calm, ...seen }).map(({ figure, detail, tone }) => [figure, detail, tone]);

test('a system at rest is calm from end to end', () => {
  expect(shown({})).toEqual([
    ['4.3 ms', 'until you see your write', 'calm'],
    ['1,234', 'records in 2 partitions', 'calm'],
    ['0', 'records behind: up to date', 'calm'],
    ['0/s', 'live, to 3 sockets on 2 gateways', 'calm'],
  ]);
});

test('at first nothing is known, and nothing is made up', () => {
  const nothing = { status: undefined, sockets: undefined, sample: undefined, ownMs: null };
  expect(shown(nothing).map(([figure]) => figure)).toEqual(['–', '–', '–', '–/s']);
});

test('work under way is shown at its stage', () => {
  const busy = {
    status: status(3, partition(0, 10, 3)),
    sample: { eventsPerSecond: 12.34, lag: 3, ownMs: 1, othersMs: 1 },
  };
  const [, , projection, feed] = shown(busy);
  expect(projection).toEqual(['3', 'records behind the log', 'busy']);
  expect(feed).toEqual(['12/s', 'live, to 3 sockets on 2 gateways', 'busy']);
});

test('what is unavailable is trouble, each on its own', () => {
  expect(shown({ status: status(null, partition(0, null, null)) })[1]).toEqual([
    '–',
    'unavailable at the moment',
    'trouble',
  ]);
  expect(shown({ trouble: 'The database is away.' })[2]).toEqual(['–', 'The database is away.', 'trouble']);
  expect(shown({ feed: { state: 'reconnecting', inMs: 500 } })[3]).toEqual(['–', 'reconnecting', 'trouble']);
  const alone = { gateways: 1, connections: 1, subscriptions: 1, complete: false };
  expect(shown({ sockets: alone })[3]?.[1]).toBe('live, to 1 socket on this gateway, others unknown');
});
