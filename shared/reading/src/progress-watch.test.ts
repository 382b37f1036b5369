import type { Position } from '@notes/kernel';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createProgressWatch } from './progress-watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const inMs = (ms: number) => performance.now() + ms;
const never = () => new AbortController().signal;

const at = (offset: number): Position => ({ epoch: 'k3f9a2c1', offsets: new Map([[0, offset]]) });
const covers =
  (offset: number) =>
  ({ offsets }: Position): boolean =>
    (offsets.get(0) ?? -1) >= offset;

/** A read model at `position`, and when it was asked, in milliseconds from the start. */
function readModel(position = at(0)) {
  const start = performance.now();
  const model = { position, askedAt: [] as number[], failure: undefined as Error | undefined };
  const watch = createProgressWatch(async () => {
    model.askedAt.push(Math.round(performance.now() - start));
    if (model.failure !== undefined) throw model.failure;
    return model.position;
  });
  return { model, watch };
}

test('nothing is asked while nobody waits', async () => {
  const { model, watch } = readModel(at(9));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(model.askedAt).toEqual([]);
  await Promise.all([
    watch.until(covers(9), { deadline: inMs(5_000), signal: never() }),
    vi.advanceTimersByTimeAsync(5),
  ]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(model.askedAt).toHaveLength(1);
});

test('the first question comes after 2 ms, later ones ever more rarely, up to every 100 ms', async () => {
  const { model, watch } = readModel();
  const waiting = watch.until(() => false, { deadline: inMs(5_000), signal: never() }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await waiting).toMatchObject({ slug: 'not-caught-up', headers: { 'retry-after': '1' } });
  const pauses = model.askedAt.map((at, i) => at - (model.askedAt[i - 1] ?? 0));
  expect(pauses[0]).toBeLessThanOrEqual(2);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(101);
  expect(model.askedAt.length).toBeLessThan(65);
});

test('while the position moves, it is asked for at least every 25 ms', async () => {
  const { model, watch } = readModel();
  const moving = setInterval(() => {
    model.position = at((model.position.offsets.get(0) ?? 0) + 1);
  }, 5);
  const waiting = watch.until(covers(150), { deadline: inMs(5_000), signal: never() });
  await vi.advanceTimersByTimeAsync(1_000);
  await waiting;
  clearInterval(moving);
  const pauses = model.askedAt.map((at, i) => at - (model.askedAt[i - 1] ?? 0));
  expect(Math.max(...pauses)).toBeLessThanOrEqual(26);
});

test('many newcomers do not put the question off', async () => {
  const { model, watch } = readModel();
  const waiting: Promise<unknown>[] = [];
  for (let i = 0; i < 50; i += 1) {
    waiting.push(watch.until(covers(9), { deadline: inMs(5_000), signal: never() }));
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(model.askedAt.length).toBeGreaterThan(10);
  model.position = at(9);
  await vi.advanceTimersByTimeAsync(10);
  await Promise.all(waiting);
});

test('each waits for what it wants', async () => {
  const { model, watch } = readModel(at(1));
  const limits = { deadline: inMs(5_000), signal: never() };
  const one = watch.until(covers(2), limits);
  let other = 'waits';
  void watch.until(covers(3), limits).then(() => {
    other = 'done';
  });
  model.position = at(2);
  await vi.advanceTimersByTimeAsync(150);
  await one;
  expect(other).toBe('waits');
  model.position = at(3);
  await vi.advanceTimersByTimeAsync(150);
  expect(other).toBe('done');
});

test('a client that goes stops waiting, and with the last one the questions end', async () => {
  const { model, watch } = readModel();
  const client = new AbortController();
  const waiting = watch.until(() => false, { deadline: inMs(5_000), signal: client.signal });
  const turnedAway = expect(waiting).rejects.toThrow('gone');
  await vi.advanceTimersByTimeAsync(50);
  client.abort(new Error('gone'));
  await turnedAway;
  await vi.advanceTimersByTimeAsync(200);
  const asked = model.askedAt.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(model.askedAt).toHaveLength(asked);
});

test('a failing database turns all away, and the next to come is served again', async () => {
  const { model, watch } = readModel(at(9));
  model.failure = new Error('away');
  const limits = { deadline: inMs(5_000), signal: never() };
  const turnedAway = expect(watch.until(() => true, limits)).rejects.toThrow('away');
  await vi.advanceTimersByTimeAsync(10);
  await turnedAway;
  model.failure = undefined;
  const waiting = watch.until(() => true, limits);
  await vi.advanceTimersByTimeAsync(10);
  await waiting;
});

test('who hears is told at once, and asks only now and then', async () => {
  const { model, watch } = readModel(at(1));
  watch.setHearing(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(model.askedAt).toHaveLength(1);
  const waiting = watch.until(covers(5), { deadline: inMs(5_000), signal: never() });
  watch.hear(at(4));
  watch.hear(at(5));
  await waiting;
  expect(model.askedAt).toHaveLength(1);
  void watch.until(() => false, { deadline: inMs(5_000), signal: never() }).catch(() => {});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(model.askedAt.length).toBeLessThanOrEqual(11);
});

test('what was heard between a read and the wait counts, what was known before it does not', async () => {
  const { watch } = readModel(at(1));
  watch.setHearing(true);
  await vi.advanceTimersByTimeAsync(10);
  const { sightings } = watch;
  watch.hear(at(5));
  const limits = { deadline: inMs(5_000), signal: never() };
  await watch.until(covers(5), { ...limits, since: sightings });
  let state = 'waits';
  void watch.until(covers(5), limits).then(() => {
    state = 'done';
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(state).toBe('waits');
});

test('an answer older than what has been heard takes nothing back', async () => {
  const { watch } = readModel(at(1));
  watch.setHearing(true);
  watch.hear(at(5));
  await vi.advanceTimersByTimeAsync(10);
  expect(watch.isBehind(at(5))).toBe(false);
  expect(watch.isBehind(at(6))).toBe(true);
});

test('who has gone deaf knows nothing, and is told where the read model stands once he hears again', async () => {
  const { model, watch } = readModel(at(1));
  watch.setHearing(true);
  await vi.advanceTimersByTimeAsync(10);
  expect(watch.isBehind(at(2))).toBe(true);
  watch.setHearing(false);
  expect(watch.isBehind(at(2))).toBe(false);
  model.position = at(7);
  watch.setHearing(true);
  await vi.advanceTimersByTimeAsync(10);
  expect(watch.isBehind(at(7))).toBe(false);
  expect(watch.isBehind(at(8))).toBe(true);
});

test('a position of another log says nothing of this one', async () => {
  const { watch } = readModel(at(1));
  watch.setHearing(true);
  await vi.advanceTimersByTimeAsync(10);
  expect(watch.isBehind({ ...at(9), epoch: 'zzzzzzzz' })).toBe(false);
});

test('once stopped it keeps nobody who comes late', async () => {
  const { model, watch } = readModel();
  watch.stop();
  const late = watch.until(covers(9), { deadline: inMs(30_000), signal: never() });
  await expect(late).rejects.toThrow('shutting down');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(model.askedAt).toEqual([]);
});

test('stopping turns all away', async () => {
  const { watch } = readModel();
  const turnedAway = expect(watch.until(() => false, { deadline: inMs(5_000), signal: never() })).rejects.toThrow(
    'shutting down',
  );
  watch.stop();
  await turnedAway;
});
