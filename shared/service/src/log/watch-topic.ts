import { setTimeout as wait } from 'node:timers/promises';
import { type LogAdmin, LogError, throttledSeconds } from '@notes/log';
import { Gauge } from 'prom-client';
import type { Logger } from '../process/logger.ts';
import { type Metrics, readAtScrape } from '../process/metrics.ts';
import type { Readiness } from '../process/readiness.ts';
import type { Resource } from '../process/run-service.ts';
import type { LogIdentity } from './followed-log.ts';

type Options = {
  readonly admin: LogAdmin;
  /** The log that is followed, if one is. */
  readonly log: () => LogIdentity | undefined;
  readonly readiness: Pick<Readiness, 'note'>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Metrics;
  readonly everyMs?: number;
};

const check = 'topic';
/** How soon it is looked again whether there is a log to follow. */
const notFollowedMs = 500;

/**
 * Looks at the topic when its log begins to be followed, and every two minutes: settings can be changed while everything runs, and it would go unnoticed until
 * events are missing. What is wrong is shown by readiness, but is no reason to be not ready, for what is refused now is not saved by it; it
 * is logged once, as an error where events would be lost or refused, and again when it is mended; and it is measured.
 */
export function watchTopic(options: Options): Resource {
  const { admin, log, readiness, logger, everyMs = 120_000 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;
  let known: readonly TopicProblem[] = [];
  measure(options.metrics, () => known);

  async function look(followed: LogIdentity): Promise<void> {
    try {
      show(await findTopicProblems(admin, followed));
    } catch (error) {
      // That Kafka is unavailable is reported elsewhere.
      if (error instanceof LogError && error.kind === 'fatal')
        readiness.note(check, `its settings cannot be read: ${error.message}`);
    }
  }

  function show(problems: readonly TopicProblem[]): void {
    const isNew = ({ name }: TopicProblem): boolean => !known.some((other) => other.name === name);
    const isGone = ({ name }: TopicProblem): boolean => !problems.some((other) => other.name === name);
    for (const { harmful, text } of problems.filter(isNew))
      logger[harmful ? 'error' : 'warn']({ reason: text }, 'the topic is not as it should be');
    for (const { name } of known.filter(isGone)) logger.info({ name }, 'the topic is as it should be again');
    known = problems;
    readiness.note(check, problems.length === 0 ? 'ok' : problems.map(({ text }) => text).join('; '));
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const followed = log();
      if (followed !== undefined) await look(followed);
      await wait(followed === undefined ? notFollowedMs : everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    name: check,
    async start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function measure(metrics: Metrics, problems: () => readonly TopicProblem[]): void {
  new Gauge({
    name: 'notes_topic_problems',
    help: 'What is not as it should be with the topic, by the name of the setting, as of the last look.',
    labelNames: ['name', 'harmful'] as const,
    registers: [metrics.registry],
    collect() {
      this.reset();
      for (const { name, harmful } of problems()) this.set({ name, harmful: String(harmful) }, 1);
    },
  });
  readAtScrape(metrics).gauge(
    'notes_topic_foreign_records',
    'Records in partitions that the log was not opened with; they have no effect.',
    () => problems().find(({ name }) => name === 'partitions')?.records ?? 0,
  );
}

/** Something about the topic that is not as it should be. */
type TopicProblem = {
  /** The setting, or `partitions`, or `beginning`. */
  readonly name: string;
  /** Events are or would be lost or refused. */
  readonly harmful: boolean;
  /** What is wrong and what mends it, for people. */
  readonly text: string;
  /** How many records have no effect because of it. */
  readonly records?: number;
};

type Asked = Pick<LogAdmin, 'checkTopic' | 'partitions' | 'startOffsets' | 'endOffsets'>;

/** Looks at the settings of the topic, at its partitions and at their beginnings. Rejects with a LogError. */
async function findTopicProblems(admin: Asked, log: LogIdentity): Promise<TopicProblem[]> {
  const faults = await admin.checkTopic();
  const settings = faults.map(({ name, value, wanted, harmful, command }) => ({
    ...{ name, harmful },
    text: `${name} is ${value}, ${harmful ? 'must' : 'should'} be ${wanted}: ${command}`,
  }));
  return [...settings, ...(await foreignPartitions(admin, log)), ...(await deletedBeginnings(admin, log))];
}

async function foreignPartitions(admin: Asked, { partitions: opened }: LogIdentity): Promise<TopicProblem[]> {
  const partitions = (await admin.partitions()) ?? opened;
  if (partitions <= opened) return [];
  const foreign = Array.from({ length: partitions - opened }, (_, i) => opened + i);
  const [starts, ends] = await Promise.all([admin.startOffsets(foreign), admin.endOffsets(foreign)]);
  const records = foreign.reduce((sum, each) => sum + (ends.get(each) ?? 0) - (starts.get(each) ?? 0), 0);
  const text =
    `the topic has ${partitions} partitions, but the log was opened with ${opened}: the further ones are not read, ` +
    `and the ${records} records in them have no effect. Kafka cannot take partitions back; have other writers choose among ${opened}`;
  return [{ name: 'partitions', harmful: false, text, records }];
}

async function deletedBeginnings(admin: Asked, { partitions }: LogIdentity): Promise<TopicProblem[]> {
  const starts = await admin.startOffsets(Array.from({ length: partitions }, (_, partition) => partition));
  const deleted = [...starts].filter(([, start]) => start > 0).map(([partition]) => partition);
  if (deleted.length === 0) return [];
  const text =
    `the beginning of the log has been deleted (partition ${deleted.join(', ')}): this database goes on, but no other can be built ` +
    'from the log any more, so keep backups of it';
  return [{ name: 'beginning', harmful: true, text }];
}

/** Shows how long Kafka's quotas hold this process back: what would otherwise look like slow brokers. */
export const showThrottling = (metrics: Metrics): void =>
  readAtScrape(metrics).counter(
    'notes_kafka_throttled_seconds_total',
    'For how long the quotas of the brokers have throttled this process.',
    throttledSeconds,
  );
