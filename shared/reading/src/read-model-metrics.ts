import type { Next } from '@notes/kernel';
import { createHistogram, type Metrics, readAtScrape, showAges } from '@notes/service';
import { LagAges, type PartitionProgress } from './lag-ages.ts';
import type { ProgressWatch } from './progress-watch.ts';

/** Takes what was found of log and read model when they were last looked at. */
export type LagView = {
  /** How far the read model is, and what is known beside it of partitions whose ends Kafka has told, at this time by `performance.now`. */
  compared(applied: readonly Applied[], progress: readonly PartitionProgress[], nowMs: number): void;
  /** Postgres did not answer. */
  unknown(): void;
};

type Applied = { readonly partition: number; readonly next: Next };

type Shown = {
  readonly applied: ReadonlyMap<number, number>;
  readonly ends: ReadonlyMap<number, number>;
  readonly records: ReadonlyMap<number, number>;
  readonly ages: ReadonlyMap<number, number>;
};

const nothing: Shown = { applied: new Map(), ends: new Map(), records: new Map(), ages: new Map() };

/**
 * Shows how far the read model is behind the log. That is for a service to do that stands beside both: a projector that is gone tells no lag.
 * What is not known is not shown, instead of a number from before.
 */
export function showLag(metrics: Metrics): LagView {
  const { gauges } = readAtScrape(metrics);
  const ages = showAges(metrics);
  const [onLooked, onMoved] = [ages.loop('lag'), ages.stage('read-model')];
  const lagAges = new LagAges();
  let shown = nothing;
  let moved = '';
  gauges('notes_read_model_offset', 'The record that the read model applies next.', 'partition', () => shown.applied);
  gauges('notes_log_end_offset', 'Where the next record of the log will stand.', 'partition', () => shown.ends);
  gauges('notes_read_model_lag_records', 'Records that are not applied.', 'partition', () => shown.records);
  gauges(
    'notes_read_model_lag_seconds',
    'For how long the oldest record that is not applied has been in the log, at least; 0 if all is applied.',
    'partition',
    () => shown.ages,
  );

  function noteMoves(applied: ReadonlyMap<number, number>): void {
    const now = [...applied.values()].join();
    if (now !== moved) onMoved();
    moved = now;
  }

  return {
    compared(applied, progress, nowMs) {
      const by = (of: (each: PartitionProgress) => number) =>
        new Map(progress.map((each) => [each.partition, of(each)]));
      const lagged = [...lagAges.look(progress, nowMs)].map(([partition, ms]) => [partition, ms / 1000] as const);
      shown = {
        applied: new Map(applied.map(({ partition, next }) => [partition, next])),
        ends: by(({ end }) => end),
        records: by(({ next, end }) => Math.max(0, end - next)),
        ages: new Map(lagged),
      };
      noteMoves(shown.applied);
      if (progress.length === applied.length) onLooked();
    },
    unknown() {
      shown = nothing;
    },
  };
}

/** Shows how reads wait for the read model. Gives what is to be called when one has waited, with the seconds. */
export function showReadWaits(metrics: Metrics, watch: () => Pick<ProgressWatch, 'waiting' | 'hearing'>) {
  const { gauge } = readAtScrape(metrics);
  gauge('notes_reads_waiting', 'Reads that wait for their Consistency-Token.', () => watch().waiting);
  gauge(
    'notes_progress_heard',
    '1 if Postgres notifies this process of every step of the read model; 0: it asks.',
    () => (watch().hearing ? 1 : 0),
  );
  const waits = createHistogram(
    metrics,
    'notes_read_wait_seconds',
    'How long reads have waited for their Consistency-Token, those that had to: also in vain.',
  )();
  return waits.observe;
}
