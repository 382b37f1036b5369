import { addReadModel } from '@notes/postgres';
import { claimBuild, withConnection } from '@notes/projecting/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyBatches, buildReadModel } from '../testing/for-notes.ts';
import { type FreshReadModel, freshReadModel, testEpoch } from '../testing/fresh-read-model.ts';
import { randomLife } from '../testing/random-life.ts';

let model: FreshReadModel;
beforeEach(async () => {
  model = await freshReadModel(1);
});
afterEach(() => model.drop());

/** Builds a version, and resolves with how many events each of its transactions has folded. */
async function build(fast: boolean, onStep: (events: number) => void = () => {}): Promise<readonly number[]> {
  const { pool } = model;
  const lease = { version: await addReadModel(pool, { fast }), builder: '00000000-0000-4000-8000-000000000001' };
  expect(await claimBuild(pool, lease.builder)).toBe(lease.version);
  const steps: number[] = [];
  const note = (events: number): void => {
    steps.push(events);
    onStep(events);
  };
  const { signal } = new AbortController();
  await withConnection(pool, (client) => buildReadModel({ ...lease, client, pool, signal, onStep: note }));
  return steps;
}

test.each([
  { fast: false, pages: Array(9).fill(50) },
  { fast: true, pages: [450] },
])('a build has the pace that was asked for: fast $fast', async ({ fast, pages }) => {
  await applyBatches(model.pool, testEpoch, [randomLife(7).next(0, 450)]);
  expect(await build(fast)).toEqual(pages);
});

test('a build that rests becomes fast when writers gain on it, or it would never come to the end', async () => {
  const life = randomLife(7);
  await applyBatches(model.pool, testEpoch, [life.next(0, 2_400)]);
  let writes: Promise<unknown> = Promise.resolve();
  let caughtUp = false;
  const steps = await build(false, (events) => {
    caughtUp ||= events > 50;
    // More than was folded, while the build rests.
    if (!caughtUp) writes = writes.then(() => applyBatches(model.pool, testEpoch, [life.next(0, 260)]));
  });
  await writes;
  expect(Math.max(...steps)).toBeGreaterThan(50);
});
