import { applyUpTo, openLog } from '@notes/features/notes/testing';
import { nextAt } from '@notes/kernel/testing';
import { showLag, watchStandstill } from '@notes/reading';
import { createMetrics, createReadiness } from '@notes/service';
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
  const metrics = createMetrics('query');
  let kafkaAnswers = true;
  const logEnds = async (partitions: readonly number[]) =>
    kafkaAnswers ? new Map(partitions.map((partition) => [partition, nextAt(10)])) : undefined;
  const value = async (name: string): Promise<number | undefined> => {
    const line = new RegExp(`^${name}\\{partition="1".*\\} (.+)$`, 'm').exec(await metrics.registry.metrics());
    return line?.[1] === undefined ? undefined : Number(line[1]);
  };
  const shown = () => readiness.snapshot().checks['read-model'];
  for (const partition of [0, 1, 2]) await applyUpTo(query.database, partition, 9);
  const watch = watchStandstill({
    pool: query.database,
    logEnds,
    readiness,
    lag: showLag(metrics),
    everyMs: 20,
    patienceMs: 100,
  });
  await watch.start();
  await eventually(() => expect(shown()).toBe('ok'));
  await applyUpTo(query.database, 1, 5);
  await eventually(() => expect(shown()).toContain('stands still'));
  expect(readiness.ready).toBe(true);
  expect(await value('notes_read_model_lag_records')).toBe(4);
  expect(await value('notes_read_model_lag_seconds')).toBeGreaterThan(0.09);
  kafkaAnswers = false;
  await eventually(async () => expect(await value('notes_read_model_lag_records')).toBeUndefined());
  expect(await value('notes_read_model_offset')).toBe(6);
  kafkaAnswers = true;
  await applyUpTo(query.database, 1, 9);
  await eventually(() => expect(shown()).toBe('ok'));
  expect(await value('notes_read_model_lag_records')).toBe(0);
  expect(await value('notes_read_model_lag_seconds')).toBe(0);
  expect(await value('notes_log_end_offset')).toBe(10);
  await watch.stop();
});
