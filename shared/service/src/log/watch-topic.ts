import { setTimeout as wait } from 'node:timers/promises';
import { type LogAdmin, LogError } from '@notes/log';
import { Gauge } from 'prom-client';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Readiness } from '../process/readiness.ts';
import type { Resource } from '../process/run-service.ts';
import { findTopicProblems, type TopicProblem } from './find-topic-problems.ts';
import type { LogIdentity } from './log-faults.ts';

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
 * Looks at the topic when its log begins to be followed, and every two minutes: settings can be changed while everything runs, and nobody else would notice until
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
      // That Kafka is away is said elsewhere.
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

function measure({ registry }: Metrics, problems: () => readonly TopicProblem[]): void {
  const registers = [registry];
  new Gauge({
    name: 'notes_topic_problems',
    help: 'What is not as it should be with the topic, by the name of the setting, as of the last look.',
    labelNames: ['name', 'harmful'] as const,
    registers,
    collect() {
      this.reset();
      for (const { name, harmful } of problems()) this.set({ name, harmful: String(harmful) }, 1);
    },
  });
  new Gauge({
    name: 'notes_topic_foreign_records',
    help: 'Records in partitions that the log was not opened with; they have no effect.',
    registers,
    collect() {
      this.set(problems().find(({ name }) => name === 'partitions')?.records ?? 0);
    },
  });
}
