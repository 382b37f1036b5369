import { createHistogram, longTimes, type Metrics, readAtScrape, showAges, showThrottling } from '@notes/service';
import { Counter, Gauge } from 'prom-client';
import type { HeldPartitions } from './checkpoints.ts';
import type { RawBatch } from './domain/batch.ts';
import type { Changes } from './domain/project-batches.ts';
import type { RefoldResult } from './refold/refold-store.ts';

export type ProjectorMetrics = ReturnType<typeof projectorMetrics>;

/** What the projector measures. */
export function projectorMetrics(metrics: Metrics) {
  showThrottling(metrics);
  return { ...counters(metrics), ...gauges(metrics), ...durations(metrics), ...marks(metrics) };
}

function counters({ registry }: Metrics) {
  const registers = [registry];
  return {
    events: new Counter({
      name: 'notes_projector_events_total',
      help: 'Events accepted and journalled.',
      labelNames: ['partition'] as const,
      registers,
    }),
    voids: new Counter({
      name: 'notes_projector_void_records_total',
      help: 'Records without effect, by reason; superseded ones are lost races, the others are dead letters.',
      labelNames: ['reason'] as const,
      registers,
    }),
    refoldedNotes: new Counter({
      name: 'notes_projector_refolded_notes_total',
      help: 'Frozen notes that were folded again, by whether they are frozen still.',
      labelNames: ['result'] as const,
      registers,
    }),
    assignments: new Counter({
      name: 'notes_group_assignments_total',
      help: 'How often the consumer group has given partitions to this instance, also the same ones, also none.',
      registers,
    }),
    failures: new Counter({
      name: 'notes_projector_transaction_failures_total',
      help: 'Transactions that failed and were repeated.',
      registers,
    }),
    publishFailures: new Counter({
      name: 'notes_projector_publish_failures_total',
      help: 'Feed messages that Redis did not take; gateways then read the journal.',
      registers,
    }),
  };
}

function gauges({ registry }: Metrics) {
  const registers = [registry];
  return {
    buildEvents: new Counter({
      name: 'notes_projector_build_events_total',
      help: 'Events of the journal folded into a version of the read model that is being built, by this instance.',
      labelNames: ['version'] as const,
      registers,
    }),
    buildRemaining: new Gauge({
      name: 'notes_projector_build_remaining_records',
      help: 'Places of the log before the version that this instance is building, as of the last look at the end.',
      labelNames: ['version'] as const,
      registers,
    }),
    frozenNotes: new Gauge({
      name: 'notes_projector_frozen_notes',
      help: 'Notes frozen by an event of an unknown type, in all partitions: every instance reports the same; at most 100000.',
      registers,
    }),
    lag: new Gauge({
      name: 'notes_projector_lag_records',
      help: 'Offsets between the checkpoint and the end of the log, for the partitions this instance holds; none while it cannot be known.',
      labelNames: ['partition'] as const,
      registers,
    }),
  };
}

function durations(metrics: Metrics) {
  return {
    visibleSeconds: createHistogram(
      metrics,
      'notes_visible_seconds',
      'How old records were when the transaction that applied them had committed, by the clocks of the machine that appended them and of this one.',
      longTimes,
    )(),
    batchRecords: createHistogram(
      metrics,
      'notes_projector_transaction_records',
      'Records judged in one transaction.',
      [1, 3, 10, 30, 100, 300, 1000, 3000],
    )(),
    transactionSeconds: createHistogram(
      metrics,
      'notes_projector_transaction_seconds',
      'From taking the records to the commit.',
      [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    )(),
  };
}

function marks(metrics: Metrics) {
  const ages = showAges(metrics);
  return {
    /** To be called when a loop has come round. */
    turned: {
      watch: ages.loop('watch'),
      heartbeat: ages.loop('heartbeat'),
      refold: ages.loop('refold'),
      builds: ages.loop('builds'),
    },
    applied: ages.stage('projection'),
    published: ages.stage('publish'),
    assigned: ages.stage('group'),
  };
}

/** Shows which partitions this instance holds, and how far it has applied each. */
export function showHeld(metrics: Metrics, held: Pick<HeldPartitions, 'checkpoints'>): void {
  const { gauge, gauges } = readAtScrape(metrics);
  gauge('notes_partitions_held', 'Partitions that this instance applies.', () => held.checkpoints.length);
  gauges('notes_checkpoint_offset', 'The record that this instance applies next.', 'partition', () =>
    held.checkpoints.map(({ partition, next }) => [partition, next] as const),
  );
}

/** Gives labels that are known beforehand their first value: a rate needs a beginning. */
export function recordAssigned(metrics: ProjectorMetrics, partitions: readonly number[]): void {
  metrics.assignments.inc();
  metrics.assigned();
  for (const partition of partitions) metrics.events.inc({ partition: String(partition) }, 0);
  for (const reason of ['superseded', 'wrong-version', 'not-applicable', 'malformed']) metrics.voids.inc({ reason }, 0);
  for (const result of ['folded', 'frozen']) metrics.refoldedNotes.inc({ result }, 0);
}

/** Takes note of one transaction, which has just committed what became of these slices. */
export function recordApplied(
  metrics: ProjectorMetrics,
  changes: Changes,
  slices: readonly RawBatch[],
  seconds: number,
): void {
  const now = Date.now();
  // Each one, since the oldest of a transaction says little of the others.
  for (const { records } of slices)
    for (const { timestamp = now } of records) metrics.visibleSeconds.observe(Math.max(0, now - timestamp) / 1000);
  metrics.applied();
  for (const [partition, events] of countByPartition(changes)) metrics.events.inc({ partition }, events);
  for (const { reason } of changes.voids) metrics.voids.inc({ reason });
  metrics.batchRecords.observe(changes.records);
  metrics.transactionSeconds.observe(seconds);
}

/** Takes note of frozen subjects that were folded again. */
export function recordRefolded({ refoldedNotes }: ProjectorMetrics, { folded, frozen }: RefoldResult): void {
  refoldedNotes.inc({ result: 'folded' }, folded);
  refoldedNotes.inc({ result: 'frozen' }, frozen);
}

/** Takes note of the lags of the partitions held, in place of all former ones; none are known while a server is away. */
export function recordLags(metrics: ProjectorMetrics, lags: ReadonlyMap<number, number>): void {
  metrics.lag.reset();
  for (const [partition, records] of lags) metrics.lag.set({ partition: String(partition) }, records);
}

/** Takes note of a page that was folded into a version which is being built. */
export function recordBuildStep(
  { buildEvents, buildRemaining }: ProjectorMetrics,
  [model, events, remaining]: readonly [version: number, events: number, remaining: number],
): void {
  const version = String(model);
  buildEvents.inc({ version }, events);
  buildRemaining.set({ version }, remaining);
}

function countByPartition({ journal }: Changes): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { partition } of journal) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  return counts;
}
