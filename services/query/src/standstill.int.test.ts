import { applyUpTo, openLog } from '@notes/features/notes/testing';
import { nextAt } from '@notes/kernel/testing';
import { watchStandstill } from '@notes/reading';
import { createReadiness } from '@notes/service';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

let query: QueryUnderTest;
beforeAll(async () => {
  query = await startQuery();
  await openLog(query.database);
});
afterAll(() => query.stop());

test('a read model that stands still while the log goes on is shown until it moves, and reads go on', async () => {
  const readiness = createReadiness();
  const logEnds = async (partitions: readonly number[]) =>
    new Map(partitions.map((partition) => [partition, nextAt(10)]));
  const shown = () => readiness.snapshot().checks['read-model'];
  for (const partition of [0, 1, 2]) await applyUpTo(query.database, partition, 9);
  const watch = watchStandstill({ pool: query.database, logEnds, readiness, everyMs: 20, patienceMs: 100 });
  await watch.start();
  await eventually(() => expect(shown()).toBe('ok'));
  await applyUpTo(query.database, 1, 5);
  await eventually(() => expect(shown()).toContain('stands still'));
  expect(readiness.ready).toBe(true);
  await applyUpTo(query.database, 1, 9);
  await eventually(() => expect(shown()).toBe('ok'));
  await watch.stop();
});
