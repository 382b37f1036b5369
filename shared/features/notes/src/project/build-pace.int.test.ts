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

test.each([
  { fast: false, pages: [200, 200, 50] },
  { fast: true, pages: [450] },
])('a build has the pace that was asked for: fast $fast', async ({ fast, pages }) => {
  const { pool } = model;
  await applyBatches(pool, testEpoch, [randomLife(7).next(0, 450)]);
  const lease = { version: await addReadModel(pool, { fast }), builder: '00000000-0000-4000-8000-000000000001' };
  expect(await claimBuild(pool, lease.builder)).toBe(lease.version);
  const steps: number[] = [];
  const { signal } = new AbortController();
  const onStep = (events: number): void => void steps.push(events);
  await withConnection(pool, (client) => buildReadModel({ ...lease, client, pool, signal, onStep }));
  expect(steps).toEqual(pages);
});
