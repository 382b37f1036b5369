import { type Metrics, showThrottling } from '@notes/service';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Changes } from './domain/project-batches.ts';
import type { RefoldResult } from './refold/refold-store.ts';

export type ProjectorMetrics = ReturnType<typeof projectorMetrics>;

/** What the projector measures. */
export function projectorMetrics(metrics: Metrics) {
  const registers = [metrics.registry];
  showThrottling(metrics);
  return {
    events: new Counter({
      name: 'notes_projector_events_total',
      help: 'Events accepted and journalled.',
      labelNames: ['partition'] as const,
      registers,
    }),
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
    voids: new Counter({
      name: 'notes_projector_void_records_total',
      help: 'Records without effect, by reason; superseded ones are lost races, the others are dead letters.',
      labelNames: ['reason'] as const,
      registers,
    }),
    frozenNotes: new Gauge({
      name: 'notes_projector_frozen_notes',
      help: 'Notes frozen by an event of an unknown type, in all partitions: every instance reports the same; at most 100000.',
      registers,
    }),
    refoldedNotes: new Counter({
      name: 'notes_projector_refolded_notes_total',
      help: 'Frozen notes that were folded again, by whether they are frozen still.',
      labelNames: ['result'] as const,
      registers,
    }),
    batchRecords: new Histogram({
      name: 'notes_projector_transaction_records',
      help: 'Records judged in one transaction.',
      buckets: [1, 3, 10, 30, 100, 300, 1000, 3000],
      registers,
    }),
    transactionSeconds: new Histogram({
      name: 'notes_projector_transaction_seconds',
      help: 'From taking the records to the commit.',
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
      registers,
    }),
    failures: new Counter({
      name: 'notes_projector_transaction_failures_total',
      help: 'Transactions that failed and were repeated.',
      registers,
    }),
    lag: new Gauge({
      name: 'notes_projector_lag_records',
      help: 'Offsets between the checkpoint and the end of the log, for the partitions this instance holds.',
      labelNames: ['partition'] as const,
      registers,
    }),
    publishFailures: new Counter({
      name: 'notes_projector_publish_failures_total',
      help: 'Feed messages that Redis did not take; gateways then read the journal.',
      registers,
    }),
  };
}

/** Takes note of one transaction. */
export function recordApplied(metrics: ProjectorMetrics, changes: Changes, seconds: number): void {
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

/** Takes note of the lags of the partitions held, in place of all former ones. */
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
