import { shortType } from '@notes/contracts';
import { type Metrics, readAtScrape, showThrottling } from '@notes/service';
import { Counter, Histogram } from 'prom-client';
import type { ClaimMetrics } from './claims/unique-doors.ts';
import type { Outcome } from './lanes/attempt.ts';
import type { AppendMetrics } from './lanes/in-flight-append.ts';
import type { Lanes } from './lanes/lanes.ts';
import type { RetainedWindow } from './state/retained-window.ts';
import type { SubjectStates } from './state/subject-states.ts';
import type { EndBarrier, TailProgress } from './state/tail-progress.ts';

/** What is counted while commands run. */
export type CommandMetrics = AppendMetrics &
  ClaimMetrics & {
    ended(outcome: Outcome): void;
    requested(records: number, seconds: number): void;
  };

/** What is looked at when somebody asks for the metrics. */
type Parts = {
  /** By aggregate. */
  readonly sides: readonly {
    readonly lanes: Pick<Lanes, 'waiting' | 'atWork'>;
    readonly states: Pick<SubjectStates, 'entries' | 'bytes' | 'coldLoads'>;
  }[];
  readonly window: Pick<RetainedWindow, 'bytes'>;
  readonly progress: Pick<TailProgress, 'lag'>;
  readonly barrier: Pick<EndBarrier, 'asked'>;
};

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * What the command service measures as it goes. Each command adds to a few numbers: prom-client looks labels up by text, which
 * would cost more than deciding, so labelled counts are handed over when somebody asks for them.
 */
export function commandMetrics(metrics: Metrics): CommandMetrics {
  const registers = [metrics.registry];
  showThrottling(metrics);
  const outcomes = new Map<string, number>();
  const claimEvents = new Map<string, number>();
  const counts = { fences: 0, waits: 0 };
  const { counter, counters } = readAtScrape(metrics);
  counters(
    'notes_commands_total',
    'Commands by how they ended: accepted, replayed, unchanged, or why not.',
    'outcome',
    () => outcomes,
  );
  counters(
    'notes_claim_events_total',
    'Events of claims of unique values that this instance appended. TakenOver: the claim of another had lapsed.',
    'type',
    () => claimEvents,
  );
  counter('notes_claim_waits_total', 'Waits for the holder of a claim, who may still use it.', () => counts.waits);
  counter(
    'notes_claim_fences_total',
    'Fences that this instance appended: the holder was overdue.',
    () => counts.fences,
  );
  const appendSeconds = new Histogram({
    name: 'notes_append_seconds',
    help: 'From sending a batch of events to the acknowledgement of the brokers.',
    buckets: seconds,
    registers,
  });
  const batchEvents = new Histogram({
    name: 'notes_append_batch_events',
    help: 'Events that were appended together.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers,
  });
  const readBackSeconds = new Histogram({
    name: 'notes_read_back_seconds',
    help: 'From handing a chain of events over to the verdict on all of it, read back from the log, or to giving up.',
    buckets: seconds,
    registers,
  });
  const voids = new Counter({
    name: 'notes_void_events_total',
    help: 'Events of this instance that came too late: somebody else was first.',
    registers,
  });
  return {
    ended(outcome) {
      const label = labelOf(outcome);
      outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
    },
    requested(records, took) {
      batchEvents.observe(records);
      appendSeconds.observe(took);
    },
    settled: (took) => readBackSeconds.observe(took),
    superseded: () => voids.inc(),
    claimed(type) {
      const label = shortType(type);
      claimEvents.set(label, (claimEvents.get(label) ?? 0) + 1);
    },
    waited() {
      counts.waits += 1;
    },
    fenced() {
      counts.fences += 1;
    },
  };
}

function labelOf(outcome: Outcome): string {
  if (outcome.kind === 'done') return outcome.replayed ? 'replayed' : 'accepted';
  return outcome.kind === 'refused' ? outcome.why : outcome.kind;
}

/** Shows the state of the parts whenever somebody asks for the metrics. */
export function showState(metrics: Metrics, { sides, window, progress, barrier }: Parts): void {
  const { gauge, counter } = readAtScrape(metrics);
  const total = (of: (side: Parts['sides'][number]) => number): number =>
    sides.reduce((sum, side) => sum + of(side), 0);
  const lanes = (of: 'waiting' | 'atWork') => () => total((side) => side.lanes[of]);
  const states = (of: 'entries' | 'bytes' | 'coldLoads') => () => total((side) => side.states[of]);
  gauge('notes_commands_waiting', 'Commands that are not settled yet.', lanes('waiting'));
  gauge('notes_lanes', 'Subjects that commands are at work on.', lanes('atWork'));
  gauge('notes_tail_lag_records', 'Records that are in the log and not yet read by this instance.', () => progress.lag);
  gauge('notes_window_bytes', 'Memory for events that the read model lacks.', () => window.bytes);
  gauge('notes_cache_entries', 'Subjects in memory.', states('entries'));
  gauge('notes_cache_bytes', 'Memory for them, roughly.', states('bytes'));
  counter('notes_cold_loads_total', 'Subjects that had to be loaded from the read model.', states('coldLoads'));
  counter('notes_barriers_total', 'Times the broker was asked where the log ends.', () => barrier.asked);
}
