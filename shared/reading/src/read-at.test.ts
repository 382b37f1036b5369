import { type Position, parsePosition } from '@notes/kernel';
import { expect, test } from 'vitest';
import type { ProgressWatch } from './progress-watch.ts';
import { readAt } from './read-at.ts';

function positionOf(token: string): Position {
  const position = parsePosition(token);
  if (position === undefined) throw new Error(token);
  return position;
}

function wantedAt(token: string) {
  return { position: positionOf(token), deadline: performance.now() + 1_000, signal: new AbortController().signal };
}

/** A watch that says at once that the read model is there, whether it is or not. */
function hasty(seen: string, behind = false): ProgressWatch & { waits: number; epoch: () => string | undefined } {
  const watch = {
    waits: 0,
    sightings: 0,
    waiting: 0,
    hearing: true,
    epoch: (): string | undefined => undefined,
    isBehind: () => behind,
    async until(reached: (position: Position) => boolean) {
      watch.waits += 1;
      expect(reached(positionOf(seen))).toBe(true);
    },
    hear() {},
    setHearing() {},
    stop() {},
  };
  return watch;
}

function answers(...positions: string[]) {
  return async () => ({ position: positions.shift() ?? 'none left' });
}

test('a read without a token is answered as it is', async () => {
  const watch = hasty('k3f9a2c1:');
  expect(await readAt(answers('k3f9a2c1:'), undefined, watch)).toEqual({ position: 'k3f9a2c1:' });
  expect(watch.waits).toBe(0);
});

test('a read that is there already waits for nothing', async () => {
  const watch = hasty('k3f9a2c1:');
  expect(await readAt(answers('k3f9a2c1:0-5.1-9'), wantedAt('k3f9a2c1:0-5'), watch)).toMatchObject({
    position: 'k3f9a2c1:0-5.1-9',
  });
  expect(watch.waits).toBe(0);
});

test('what counts is the snapshot of the answer: a read model that fell back again is waited for again', async () => {
  const watch = hasty('k3f9a2c1:0-5');
  const read = answers('k3f9a2c1:0-4', 'k3f9a2c1:0-3', 'k3f9a2c1:0-5');
  expect(await readAt(read, wantedAt('k3f9a2c1:0-5'), watch)).toEqual({ position: 'k3f9a2c1:0-5' });
  expect(watch.waits).toBe(2);
});

test('a read that would come too early is not begun', async () => {
  const watch = hasty('k3f9a2c1:0-5', true);
  expect(await readAt(answers('k3f9a2c1:0-5'), wantedAt('k3f9a2c1:0-5'), watch)).toEqual({ position: 'k3f9a2c1:0-5' });
  expect(watch.waits).toBe(1);
});

test('a token of another log is refused', async () => {
  const reading = readAt(answers('zzzzzzzz:0-9'), wantedAt('k3f9a2c1:0-5'), hasty('k3f9a2c1:'));
  await expect(reading).rejects.toMatchObject({ slug: 'epoch-changed' });
});

test.each([
  ['without a token', undefined],
  ['with a token of the right log', 'k3f9a2c1:0-5'],
  ['with a token of the other log', 'zzzzzzzz:0-5'],
])('a database of another log is not read, %s', async (_, token) => {
  const watch = hasty('zzzzzzzz:0-9');
  watch.epoch = () => 'k3f9a2c1';
  const reading = readAt(answers('zzzzzzzz:0-9'), token === undefined ? undefined : wantedAt(token), watch);
  await expect(reading).rejects.toMatchObject({ slug: 'unavailable' });
});
