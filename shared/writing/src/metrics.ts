import { shortType } from '@notes/contracts';
import { createHistogram, type Metrics, readAtScrape, showAges, showThrottling } from '@notes/service';
import { Counter } from 'prom-client';
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
    /** Records of the log have been read. */
    read(): void;
  };

/** What is looked at when somebody asks for the metrics. */
type Parts = {
  /** By aggregate. */
  readonly sides: readonly {
    readonly aggregate: { readonly name: string };
    readonly lanes: Pick<Lanes, 'waiting' | 'maxWaiting' | 'atWork'>;
    readonly states: Pick<SubjectStates, 'entries' | 'bytes' | 'maxBytes' | 'coldLoads'>;
  }[];
  readonly window: Pick<RetainedWindow, 'bytes' | 'maxBytes'>;
  readonly progress: Pick<TailProgress, 'lag' | 'positions'>;
  readonly barrier: Pick<EndBarrier, 'asked'>;
};

/** Of every outcome that there is before any command: a rate needs a beginning. Refusals of an aggregate come as they come. */
const knownOutcomes = [
  'accepted',
  'replayed',
  'unchanged',
  'not-found',
  'not-unique',
  'key-reused',
  'blocked',
  'exhausted',
  'unknown',
  'overloaded',
  'log-away',
  'read-model-behind',
  'failed',
  'gone',
];

/**
 * What the command service measures as it goes. Each command adds to a few numbers: prom-client looks labels up by text, which
 * would cost more than deciding, so labelled counts are handed over when somebody asks for them.
 */
export function commandMetrics(metrics: Metrics): CommandMetrics {
  showThrottling(metrics);
  return { ...countCommands(metrics), ...countClaims(metrics), ...timeStages(metrics), ...timeAppends(metrics) };
}

function countCommands(metrics: Metrics): Pick<CommandMetrics, 'ended' | 'superseded'> {
  const outcomes = new Map<string, number>(knownOutcomes.map((outcome) => [outcome, 0]));
  readAtScrape(metrics).counters(
    'notes_commands_total',
    'Commands by how they ended: accepted, replayed, unchanged, or why not.',
    'outcome',
    () => outcomes,
  );
  const voids = new Counter({
    name: 'notes_void_events_total',
    help: 'Events of this instance that came too late: somebody else was first.',
    registers: [metrics.registry],
  });
  return {
    ended(outcome) {
      const label = labelOf(outcome);
      outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
    },
    superseded: () => voids.inc(),
  };
}

function countClaims(metrics: Metrics): ClaimMetrics {
  const claimEvents = new Map<string, number>();
  const counts = { fences: 0, waits: 0 };
  const { counter, counters } = readAtScrape(metrics);
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
  return {
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

function timeStages(metrics: Metrics): Pick<CommandMetrics, 'passed'> {
  const stage = createHistogram(
    metrics,
    'notes_command_stage_seconds',
    'Where commands spend their time before their events are handed over. wait: from arrival to then, all of it; load: a cold subject, ' +
      'prove: a barrier, look-up: the journal, each where one is needed.',
  );
  const stages = {
    wait: stage({ stage: 'wait' }),
    load: stage({ stage: 'load' }),
    prove: stage({ stage: 'prove' }),
    'look-up': stage({ stage: 'look-up' }),
  };
  return { passed: (name, took) => stages[name].observe(took) };
}

function timeAppends(metrics: Metrics): Pick<CommandMetrics, 'requested' | 'settled' | 'read'> {
  const appendSeconds = createHistogram(
    metrics,
    'notes_append_seconds',
    'From sending a batch of events to the acknowledgement of the brokers.',
  )();
  const batchEvents = createHistogram(
    metrics,
    'notes_append_batch_events',
    'Events that were appended together.',
    [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  )();
  const readBackSeconds = createHistogram(
    metrics,
    'notes_read_back_seconds',
    'From handing a chain of events over to the verdict on all of it, read back from the log, or to giving up.',
  )();
  const ages = showAges(metrics);
  const onAppended = ages.stage('append');
  return {
    requested(records, took) {
      batchEvents.observe(records);
      appendSeconds.observe(took);
      onAppended();
    },
    settled: (took) => readBackSeconds.observe(took),
    read: ages.stage('tail'),
  };
}

function labelOf(outcome: Outcome): string {
  if (outcome.kind === 'done') return outcome.replayed ? 'replayed' : 'accepted';
  return outcome.kind === 'refused' ? outcome.why : outcome.kind;
}

/** Shows the state of the parts whenever somebody asks for the metrics. */
export function showState(metrics: Metrics, { sides, window, progress, barrier }: Parts): void {
  const { gauge, gauges, counter } = readAtScrape(metrics);
  const total = (of: (side: Parts['sides'][number]) => number): number =>
    sides.reduce((sum, side) => sum + of(side), 0);
  const states = (of: 'entries' | 'bytes' | 'maxBytes' | 'coldLoads') => () => total((side) => side.states[of]);
  const lanes = (of: 'waiting' | 'maxWaiting') => () =>
    sides.map(({ aggregate, lanes }) => [aggregate.name, lanes[of]] as const);
  gauges('notes_commands_waiting', 'Commands that are not settled yet.', 'aggregate', lanes('waiting'));
  gauges(
    'notes_commands_waiting_limit',
    'How many may be: the next one is refused as overloaded.',
    'aggregate',
    lanes('maxWaiting'),
  );
  gauge('notes_lanes', 'Subjects that commands are at work on.', () => total(({ lanes }) => lanes.atWork));
  gauges('notes_tail_offset', 'The record that this instance reads next.', 'partition', () => progress.positions);
  gauge('notes_tail_lag_records', 'Records that are in the log and not yet read by this instance.', () => progress.lag);
  gauge('notes_window_bytes', 'Memory for events that the read model lacks.', () => window.bytes);
  gauge('notes_window_limit_bytes', 'How much that may be: the oldest are dropped then.', () => window.maxBytes);
  gauge('notes_cache_entries', 'Subjects in memory.', states('entries'));
  gauge('notes_cache_bytes', 'Memory for them, roughly.', states('bytes'));
  gauge('notes_cache_limit_bytes', 'How much that may be: those used least are forgotten then.', states('maxBytes'));
  counter('notes_cold_loads_total', 'Subjects that had to be loaded from the read model.', states('coldLoads'));
  counter('notes_barriers_total', 'Times the broker was asked where the log ends.', () => barrier.asked);
}
