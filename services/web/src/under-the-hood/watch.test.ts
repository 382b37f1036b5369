import type { FeedEvent, FeedStatus, Status } from '@notes/client';
import type { OwnWrite } from '@notes/page';
import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepNewest, keptEvents, openWatch, placeOf, type Watch } from './watch.ts';

const status: Status = {
  read_model: { version: 1 },
  epoch: 'k3f9a2c1',
  build: '0.1.0',
  lag: 2,
  partitions: [{ partition: 0, position: 7, end: 10, lag: 2 }],
};
const sockets = { gateways: 1, connections: 1, subscriptions: 1, complete: true };

function listeners<T>() {
  const all = new Set<(value: T) => void>();
  return {
    all,
    call: (value: T) => {
      for (const listener of all) listener(value);
    },
    add: (listener: (value: T) => void) => {
      all.add(listener);
      return () => void all.delete(listener);
    },
  };
}

/** A connection that is watched, and what reports to its listeners. */
function stage(answer: () => Promise<Status> = async () => status) {
  const events = listeners<readonly FeedEvent[]>();
  const ownWrites = listeners<OwnWrite>();
  const connection = { status: signal<FeedStatus>({ state: 'live' }), events, ownWrites };
  watch = openWatch({ connection, status: answer, serverInfo: async () => sockets });
  return {
    push: (...pushed: FeedEvent[]) => events.call(pushed),
    own: ownWrites.call,
    listening: () => events.all.size + ownWrites.all.size,
  };
}

const event = (offset: number, ageMs = 0): FeedEvent => ({
  channel: 'notes',
  event: 'NoteDeleted',
  position: `k3f9a2c1:0-${offset}`,
  data: {
    note_id: 'a',
    version: offset,
    type: 'NoteDeleted',
    time: new Date(Date.now() - ageMs).toISOString(),
    actor: 'ada',
    data: {},
  },
});

let watch: Watch;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

test('takes a sample each second of what came within it', async () => {
  const { push, own } = stage();
  await seconds(0.5);
  push(event(1, 20), event(2, 30));
  own({ id: 'a', version: 2, ms: 8 });
  await seconds(1.6);
  expect(watch.samples.value).toEqual([
    { eventsPerSecond: 2, lag: 2, ownMs: 8, othersMs: null },
    { eventsPerSecond: 0, lag: 2, ownMs: null, othersMs: 20 },
  ]);
  expect(watch.delivered.value).toEqual(new Map([[0, 2]]));
  expect(watch.sockets.value).toEqual(sockets);
});

test('keeps the newest events', async () => {
  const { push } = stage();
  push(...Array.from({ length: 80 }, (_, offset) => event(offset)));
  push(event(80));
  await seconds(1);
  expect(watch.events.value.map(({ position }) => position)).toEqual(
    Array.from({ length: keptEvents }, (_, index) => `k3f9a2c1:0-${31 + index}`),
  );
});

test('a failed status request leaves the last status, with the reason; the lag is not known then', async () => {
  let isAway = false;
  stage(async () => {
    if (isAway) throw new Error('The database is away.');
    return status;
  });
  await seconds(1.1);
  isAway = true;
  await seconds(2);
  expect([watch.status.value, watch.trouble.value]).toEqual([status, 'The database is away.']);
  expect(watch.samples.value.map(({ lag }) => lag)).toEqual([2, 2, null]);
  isAway = false;
  await seconds(1);
  expect(watch.trouble.value).toBeUndefined();
});

test('polls once at a time, however long a response takes', async () => {
  let requests = 0;
  stage(() => {
    requests += 1;
    return new Promise((resolve) => setTimeout(resolve, 5_000, status));
  });
  await seconds(5.5);
  expect(requests).toBe(1);
  await seconds(1);
  expect(requests).toBe(2);
});

test('once closed it neither polls nor listens', async () => {
  let requests = 0;
  const { listening } = stage(async () => {
    requests += 1;
    return status;
  });
  await seconds(1.5);
  const before = requests;
  watch.close();
  await seconds(10);
  expect([requests, listening(), vi.getTimerCount()]).toEqual([before, 0, 0]);
});

test('keeps the newest, in order', () => {
  expect(keepNewest([1, 2], [3], 5)).toEqual([1, 2, 3]);
  expect(keepNewest([1, 2, 3], [4, 5], 3)).toEqual([3, 4, 5]);
  expect(keepNewest([1, 2], [3, 4, 5, 6], 2)).toEqual([5, 6]);
});

test('is the same list when nothing was added, so that nothing is drawn again', () => {
  const kept = [1, 2];
  expect(keepNewest(kept, [], 5)).toBe(kept);
});

test('a position names one partition', () => {
  expect(placeOf('k3f9a2c1:3-1204')).toEqual({ partition: 3, offset: 1204 });
});

test.each(['', 'k3f9a2c1:', 'k3f9a2c1:0-12.3-1204', '3-1204'])('%j is not the position of one event', (position) => {
  expect(placeOf(position)).toBeUndefined();
});
