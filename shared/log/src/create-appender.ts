import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClusterConnection } from './cluster-connection.ts';
import { ConnectionKeeper } from './connection-keeper.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import { LogError } from './log-error.ts';
import { mapError } from './map-error.ts';
import { type Failures, type OnAppended, produceGroups } from './produce-groups.ts';
import { type Refusals, RefusedPartitions } from './refused-partitions.ts';
import { type Group, type NewRecord, splitRecords, sumBytes, takeRequest } from './take-request.ts';
import { answerWithin } from './within.ts';

export type Appender = {
  /** Resolves once the cluster has answered. Rejects with a LogError; may be called again. */
  connect(): Promise<void>;
  /**
   * Appends records to one partition, in order, acknowledged by all in-sync replicas: together in one batch unless they
   * are more than one request may hold (500 records, 512 KiB), then in several, with other appends perhaps between.
   * Rejects with a LogError: `unavailable` or `refused` if certainly nothing was appended, `unknown` if some may have been,
   * `too-large`, `fatal`. Never tries again by itself.
   */
  append(partition: number, records: readonly NewRecord[]): Promise<void>;
  /** Takes nothing more, waits for what is under way for three seconds at most, and disconnects. */
  stop(): Promise<void>;
};

export type AppenderOptions = {
  readonly logger: LogLogger;
  /** Told of every round of requests that was acknowledged: how many records it carried, and how long that took. */
  readonly onRequest?: (records: number, seconds: number) => void;
  /**
   * Told whenever it changes of which partitions the brokers refuse appends, for reasons that do not pass by themselves. One
   * leaves the list with the next append to it that is acknowledged.
   */
  readonly onRefusals?: (refused: Refusals) => void;
  /**
   * Called with each batch that was acknowledged, at its place in the log, before its appends resolve. Its records have no
   * timestamp: -1.
   */
  readonly onAppended?: OnAppended;
};

const stopMs = 3_000;

/**
 * Appends with natural batching: one round of requests, one to each leader, is under way at a time; what is asked for
 * meanwhile goes into the next. No timer, so an idle appender sends at once, and the more is waiting the larger a
 * request.
 *
 *   idle       an append comes                                                     → gathering
 *   gathering  wait for the end of this turn of the event loop, in which others may come with it → sending
 *   sending    take what is waiting, up to the caps; send; tell the outcome          → gathering, or idle when nothing waits
 */
export function createAppender(
  config: LogConfig,
  { logger, onRequest, onRefusals = () => {}, onAppended = () => {} }: AppenderOptions,
): Appender {
  const { topic } = config;
  const links = new ConnectionKeeper(config, { logger, name: 'appender', level: 'warn' });
  const refused = new RefusedPartitions(onRefusals);
  const waiting: Group[] = [];
  let sending: Promise<void> | undefined;
  let stopped = false;

  async function sendAll(): Promise<void> {
    do {
      await nextTurn();
      await send(takeRequest(waiting));
    } while (waiting.length > 0);
    sending = undefined;
  }

  async function send(groups: readonly Group[]): Promise<void> {
    let link: ClusterConnection | undefined;
    try {
      link = await links.get();
      const used = link;
      const began = performance.now();
      const partitions = new Set(groups.map(({ partition }) => partition));
      const { led, leaderless } = used.leaders([...partitions]);
      const answers = await Promise.all([
        ...led.map((leader) => produceGroups(used, topic, leader, groups, onAppended)),
        ...(leaderless.length === 0 ? [] : [rejectLeaderless(topic, leaderless, groups)]),
      ]);
      const failures = new Map(answers.flatMap((failed) => [...failed]));
      refused.note(partitions, failures);
      const broken = [...failures.values()].find(isBroken);
      if (broken === undefined) links.confirm();
      else links.drop(used, broken);
      if (failures.size === 0) onRequest?.(countRecords(groups), (performance.now() - began) / 1_000);
    } catch (error) {
      const failure = mapError(error, 'append');
      if (link !== undefined) links.drop(link, failure);
      for (const group of groups) group.reject(failure);
    }
  }

  function enqueue(partition: number, records: readonly NewRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ partition, records, bytes: sumBytes(records), resolve, reject });
      sending ??= sendAll();
    });
  }

  return {
    async connect() {
      await links.get();
    },
    async append(partition, records) {
      let appended = 0;
      for (const run of splitRecords(records)) {
        try {
          if (stopped) throw new LogError('unavailable', 'the appender is stopped');
          await enqueue(partition, run);
        } catch (error) {
          if (appended === 0) throw error;
          throw new LogError(
            'unknown',
            `${appended} of ${records.length} records are appended; then: ${String(error)}`,
            error,
          );
        }
        appended += run.length;
      }
    },
    async stop() {
      stopped = true;
      if (sending !== undefined) await answerWithin(stopMs, sending, 'stop').catch(() => {});
      links.stop();
    },
  };
}

function rejectLeaderless(topic: string, leaderless: readonly number[], groups: readonly Group[]): Failures {
  const failure = new LogError('unavailable', `${topic} has no leader for partition ${leaderless.join(', ')}`);
  for (const { partition, reject } of groups) if (leaderless.includes(partition)) reject(failure);
  return new Map(leaderless.map((partition) => [partition, failure]));
}

/** Whether a failure speaks against the connection: an answer about the records alone does not. */
const isBroken = ({ kind }: LogError): boolean => kind !== 'too-large' && kind !== 'refused';

const countRecords = (groups: readonly Group[]): number => groups.reduce((sum, { records }) => sum + records.length, 0);
