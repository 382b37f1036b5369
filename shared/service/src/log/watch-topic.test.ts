import type { LogAdmin, TopicFault } from '@notes/log';
import { eventually } from '@notes/testing';
import { afterEach, expect, test } from 'vitest';
import { createMetrics } from '../process/metrics.ts';
import { createReadiness } from '../process/readiness.ts';
import type { Resource } from '../process/run-service.ts';
import { watchTopic } from './watch-topic.ts';

const fault = (name: string, harmful: boolean): TopicFault => ({
  ...{ name, value: 'bad', wanted: 'good', harmful },
  command: `set ${name}`,
});

let running: Resource | undefined;
afterEach(() => running?.stop());

/** A watch of a topic that is as the test says, from now on. */
async function watched(log = { epoch: 'k3f9a2c1', partitions: 2 }) {
  const topic = { faults: [] as TopicFault[], partitions: 2, starts: [0, 0, 0, 0], ends: [5, 5, 3, 4] };
  const of = (offsets: readonly number[]) => async (partitions: readonly number[]) =>
    new Map(partitions.map((partition) => [partition, offsets[partition] ?? 0]));
  const admin = {
    checkTopic: async () => topic.faults,
    partitions: async () => topic.partitions,
    startOffsets: (partitions: readonly number[]) => of(topic.starts)(partitions),
    endOffsets: (partitions: readonly number[]) => of(topic.ends)(partitions),
  } as unknown as LogAdmin;
  const lines: string[] = [];
  const line = (level: string) => (fields: { reason?: string; name?: string }) =>
    lines.push(`${level}: ${fields.reason ?? fields.name}`);
  const logger = { info: line('info'), warn: line('warn'), error: line('error') } as unknown as Parameters<
    typeof watchTopic
  >[0]['logger'];
  const readiness = createReadiness();
  const metrics = createMetrics('test');
  running = watchTopic({ admin, log: () => log, readiness, logger, metrics, everyMs: 2 });
  await running.start();
  const shown = () => readiness.snapshot().checks['topic'];
  await eventually(() => expect(shown()).toBe('ok'));
  return { topic, lines, readiness, shown, measured: () => metrics.registry.metrics() };
}

test('a setting that is changed while all runs is shown, logged once and measured, until it is mended', async () => {
  const { topic, lines, readiness, shown, measured } = await watched();
  topic.faults = [fault('retention.ms', true), fault('compression.type', false)];
  await eventually(() => expect(shown()).toContain('retention.ms is bad, must be good: set retention.ms'));
  expect(shown()).toContain('compression.type is bad, should be good');
  expect(readiness.ready).toBe(true);
  expect(await measured()).toContain('notes_topic_problems{name="retention.ms",harmful="true",component="test"} 1');
  topic.faults = [];
  await eventually(() => expect(shown()).toBe('ok'));
  expect(lines.map((text) => text.slice(0, 24))).toEqual([
    'error: retention.ms is b',
    'warn: compression.type i',
    'info: retention.ms',
    'info: compression.type',
  ]);
  expect(await measured()).not.toContain('retention.ms');
});

test('partitions that were added, and how many records are in them, are told, and so is a beginning that is deleted', async () => {
  const { topic, lines, shown, measured } = await watched();
  topic.partitions = 4;
  await eventually(() => expect(shown()).toContain('has 4 partitions, but the log was opened with 2'));
  expect(await measured()).toContain('notes_topic_foreign_records{component="test"} 7');
  topic.starts = [0, 1, 0, 0];
  await eventually(() => expect(shown()).toContain('has been deleted (partition 1)'));
  expect(lines).toHaveLength(2);
});
