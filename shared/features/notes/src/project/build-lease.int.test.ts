import { addReadModel } from '@notes/postgres';
import { beginBuildStep, claimBuild, recordBuildStep, releaseBuild, withConnection } from '@notes/projecting/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FreshReadModel, freshReadModel } from '../testing/fresh-read-model.ts';

const builder = '00000000-0000-4000-8000-000000000001';
const otherBuilder = '00000000-0000-4000-8000-000000000002';

let model: FreshReadModel;
let version: number;
beforeEach(async () => {
  model = await freshReadModel(1);
  version = await addReadModel(model.pool);
});
afterEach(() => model.drop());

const expireLease = () => model.pool.query("update read_models set leased_until = now() - interval '1 second'");

test('one process has the lease, until it gives it back or is silent for too long', async () => {
  expect(await claimBuild(model.pool, builder)).toBe(version);
  expect(await claimBuild(model.pool, otherBuilder)).toBeUndefined();
  await releaseBuild(model.pool, builder);
  expect(await claimBuild(model.pool, otherBuilder)).toBe(version);
  await expireLease();
  expect(await claimBuild(model.pool, builder)).toBe(version);
});

test('a lease that has run out is left alone in the middle of a transaction of its builder', async () => {
  await claimBuild(model.pool, builder);
  await expireLease();
  await withConnection(model.pool, async (client) => {
    await beginBuildStep(client);
    await recordBuildStep(client, { version, builder, events: 1 });
    expect(await claimBuild(model.pool, otherBuilder)).toBeUndefined();
    await client.query('commit');
  });
  expect(await claimBuild(model.pool, otherBuilder)).toBeUndefined();
});

test('software that holds the lock of a session while it builds keeps the lease from being used', async () => {
  const older = await model.pool.connect();
  const lock = "hashtextextended('notes.read-model-build', 0)";
  await older.query(`select pg_advisory_lock(${lock})`);
  expect(await claimBuild(model.pool, builder)).toBeUndefined();
  await older.query(`select pg_advisory_unlock(${lock})`);
  older.release();
  expect(await claimBuild(model.pool, builder)).toBe(version);
});
