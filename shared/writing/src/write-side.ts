import { randomUUID } from 'node:crypto';
import {
  type Aggregate,
  type EventTable,
  type Next,
  partitionOf,
  type RecordReader,
  type SubjectState,
} from '@notes/kernel';
import { claim } from '@notes/kernel/claims';
import { createAppender, createTail, type LogAdmin, type LogBatch, type LogConfig, Outage } from '@notes/log';
import type { LogGate, Logger, LogIdentity, Metrics, Readiness, Resource } from '@notes/service';
import type { Pool } from 'pg';
import { Lanes } from './lanes/lanes.ts';
import { readBack, type Side } from './lanes/read-back.ts';
import { createWriter, type Writer } from './lanes/writer.ts';
import { createLogTail } from './log-tail.ts';
import { commandMetrics, showState } from './metrics.ts';
import { createKnownFamilies } from './state/known-families.ts';
import { RetainedWindow } from './state/retained-window.ts';
import { SnapshotLoader } from './state/snapshot-loader.ts';
import { SubjectStates } from './state/subject-states.ts';
import { EndBarrier, TailProgress } from './state/tail-progress.ts';
import { Watchers } from './state/watchers.ts';
import { probeAppend, watchAppends } from './watch-appends.ts';

const mebibyte = 1024 * 1024;

/** Attempts that may wait in all lanes of an aggregate together; at 10,000 writes a second, one second's worth. */
const maxWaiting = 10_000;

type Parts = {
  readonly pool: Pool;
  readonly admin: LogAdmin;
  readonly log: LogConfig;
  readonly gate: LogGate;
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
};

/** Memory for what the read model lacks, and for subjects, where each aggregate has an equal share. */
type Limits = { readonly NOTES_WINDOW_MB: number; readonly NOTES_CACHE_MB: number };

export type WriteSide = {
  /** Writes to the subjects of one of the aggregates. Throws for any other. */
  writerOf<State extends SubjectState, Command, Refusal extends string>(
    aggregate: Aggregate<State, Command, EventTable, Refusal>,
  ): Writer<State, Command, Refusal>;
  /** The log, while it is followed. */
  readonly log: () => LogIdentity | undefined;
  /** In the order of starting: before anything is written. */
  readonly resources: readonly Resource[];
};

/**
 * What lies between HTTP and the log. The way of a write, in the order that the API promises:
 *
 *   auth, rate, syntax  before its route sees it: createHttpServer, and the schemas of the route      401 403 429, 400 413 415 422
 *   identity            who sends it, and which command it is: the routes of the feature              400
 *   queue               until a deadline, and only so many at a time: lanes/writer.ts, lanes.ts       503
 *   lane                after those that came before it to the same subject: lanes/lane.ts, which
 *                       loads the subject if it is cold: state/subject-states.ts                      503
 *   replay              the first result, if it came before: lanes/plan-round.ts,
 *                       state/subject-entry.ts                                                        422
 *   precondition        exists, may the caller, If-Match: `decide` of the aggregate                   404 403 412
 *   domain              what comes of it: `decide`, and stampEvent of the kernel. That nothing comes
 *                       of it, or a refusal, is only answered once proved: state/tail-progress.ts
 *   append              lanes/in-flight-append.ts                                                     503
 *   read back           by the tail: log-tail.ts, lanes/read-back.ts. Void events go back to their
 *                       lane, to replay
 *   answer              the routes of the feature
 */
export function createWriteSide(
  aggregates: readonly Aggregate[],
  records: RecordReader,
  limits: Limits,
  parts: Parts,
): WriteSide {
  const { pool, admin, log, readiness, logger, metrics } = parts;
  const counts = commandMetrics(metrics);
  const window = new RetainedWindow(limits.NOTES_WINDOW_MB * mebibyte);
  const progress = new TailProgress();
  const known = createKnownFamilies(pool);
  const tail = createTail(log, { logger });
  const onBatch = (batch: LogBatch): void => {
    readBack({ records, sides, window, progress }, batch);
    counts.read();
  };
  const logTail = createLogTail({ ...parts, tail, window, progress, known, onBatch });
  const appends = watchAppends({
    ...{ readiness, logger, metrics },
    probe: (partition) => probeAppend(appender, partition, logTail.current()),
  });
  const { onRefusals } = appends;
  const appender = createAppender(log, { logger, onRequest: counts.requested, onRefusals, onAppended: tail.offer });
  const toPartition = (subject: string): number => partitionOf(subject, logTail.current()?.partitions ?? 1);
  function rewind(partition: number, next: Next): void {
    window.open(partition, next);
    tail.seek(partition, next);
  }
  const endOffsets = async (partitions: readonly number[]): Promise<ReadonlyMap<number, Next>> => {
    const ends = await admin.reachableEnds(partitions);
    tail.hurry();
    return ends;
  };
  const barrier = new EndBarrier({ endOffsets, leaderOf: admin.leaderOf }, progress);
  const loads = loadOutage(logger);
  const world = { records, elapsed: () => performance.now(), now: Date.now, newId: randomUUID };
  const sides: readonly Side[] = aggregates.map((aggregate) => {
    const states = new SubjectStates({
      ...{ aggregate, records, window, progress, rewind, partitionOf: toPartition },
      loader: new SnapshotLoader(pool, aggregate, () => logTail.current()?.epoch),
      maxBytes: Math.ceil((limits.NOTES_CACHE_MB * mebibyte) / aggregates.length),
    });
    const lane = { states, appender, barrier, logger, loads, metrics: counts, world: { ...world, aggregate } };
    return { aggregate, states, lanes: new Lanes(lane, maxWaiting), watchers: new Watchers() };
  });
  const claims = sides.find(({ aggregate }) => aggregate === claim);
  showState(metrics, { sides, window, progress, barrier });
  const common = {
    ...{ log: logTail.current, known, partitionOf: toPartition, progress },
    ...{ now: Date.now, metrics: counts, onOutcome: counts.ended },
  };
  const appending: Resource = { name: 'appender', start: async () => {}, stop: () => appender.stop() };
  const atWork: Resource = {
    name: 'lanes',
    start: async () => {},
    async stop() {
      await Promise.all(sides.map(({ lanes }) => lanes.idle()));
      loads.forget();
    },
  };
  const writers = new Map<unknown, Writer<unknown, unknown, string>>(
    sides.map((side) => [
      side.aggregate,
      createWriter({ ...common, side, claims, families: familiesOf(side.aggregate) }),
    ]),
  );
  return {
    writerOf<State extends SubjectState, Command, Refusal extends string>(
      aggregate: Aggregate<State, Command, EventTable, Refusal>,
    ) {
      const writer = writers.get(aggregate);
      if (writer === undefined) throw new Error(`${aggregate.name} is none of the aggregates`);
      // The states in its outcomes are those that the aggregate itself has made.
      return writer as Writer<State, Command, Refusal>;
    },
    log: logTail.current,
    resources: [appending, logTail, appends, atWork],
  };
}

/** What must be read so that what is written to an aggregate is. */
const familiesOf = ({ family, unique }: Aggregate): readonly string[] =>
  unique === undefined ? [family] : [family, claim.family];

const loadOutage = (logger: Logger): Outage =>
  new Outage({
    onBegin: (reason) => logger.warn({ reason }, 'the read model cannot tell the state of a subject'),
    onEnd: (failures, seconds) =>
      logger.info({ failures, seconds }, 'the read model tells the states of subjects again'),
  });
