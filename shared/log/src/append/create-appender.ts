import { setTimeout as sleep } from 'node:timers/promises';
import { createKeeper } from '../cluster/keeper.ts';
import type { Link } from '../cluster/link.ts';
import { Router } from '../cluster/router.ts';
import type { LogConfig, LogLogger } from '../log-config.ts';
import { asLogError, LogError } from '../log-error.ts';
import type { OutgoingRecord } from '../wire/outgoing-record.ts';
import { bytesOf, splitRecords } from './append-group.ts';
import { createSender, type Sender } from './sender.ts';

export type Appender = {
  /**
   * Starts to connect, and goes on with back-off for as long as it takes, now and after every loss. Resolves when connected
   * for the first time; rejects with LogError `fatal` when credentials are refused (trying goes on), `unavailable` when
   * stopped.
   */
  connect(): Promise<void>;
  /**
   * Appends records to one partition, in order, together in one batch unless they are more than one request may hold (500
   * records, 512 KiB); then in several, and other appends may come between those. Resolves when all in-sync replicas have
   * them. Nothing is ever sent twice; deadlines and another try are the caller's. Rejects with LogError:
   * `unavailable`: nothing was appended, at once while Kafka is away · `unknown`: some or all may have been ·
   * `too-large` · `fatal`.
   */
  append(partition: number, records: readonly { readonly key: string; readonly value: Buffer }[]): Promise<void>;
  /** Whether every partition's leader is connected. */
  readonly connected: boolean;
  /** Bytes waiting or in flight. */
  readonly queuedBytes: number;
  /** Takes nothing more, waits up to five seconds for what is queued, and disconnects. */
  stop(): Promise<void>;
};

const requestTimeoutMs = 5_000;
const drainMs = 5_000;

export function createAppender(config: LogConfig, options: { readonly logger: LogLogger }): Appender {
  const { logger } = options;
  const senders = new Map<Link, Sender>();
  let stopped = false;

  const router = new Router(config, {
    logger,
    requestTimeoutMs,
    onLinkLost: (reason) => {
      for (const link of senders.keys()) if (!link.open) senders.delete(link);
      keeper.disturb(reason);
    },
  });
  const keeper = createKeeper(router, { logger, name: 'appender' });

  function senderFor(partition: number): Sender {
    const link = router.linkOf(partition);
    if (stopped || link === undefined) {
      throw new LogError('unavailable', stopped ? 'the appender is stopped' : 'Kafka is away', keeper.lastError);
    }
    const sender = senders.get(link) ?? createSender(link, config.topic, keeper.disturb);
    senders.set(link, sender);
    return sender;
  }

  function enqueue(partition: number, records: readonly OutgoingRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const bytes = records.reduce((sum, record) => sum + bytesOf(record), 0);
      senderFor(partition).enqueue({ partition, records, bytes, resolve, reject });
    });
  }

  async function append(partition: number, records: readonly OutgoingRecord[]): Promise<void> {
    let appended = 0;
    for (const run of splitRecords(records)) {
      try {
        await enqueue(partition, run);
      } catch (error) {
        const failure = asLogError(error);
        throw appended === 0
          ? failure
          : new LogError('unknown', `${appended} records appended, then: ${failure.message}`, failure);
      }
      appended += run.length;
    }
  }

  return {
    connect: () => {
      keeper.start();
      return keeper.ready();
    },
    append,
    get connected() {
      return keeper.connected;
    },
    get queuedBytes() {
      let bytes = 0;
      for (const sender of senders.values()) bytes += sender.queuedBytes;
      return bytes;
    },
    stop: async () => {
      stopped = true;
      const idle = Promise.all([...senders.values()].map((sender) => sender.idle()));
      const deadline = new AbortController();
      await Promise.race([idle, sleep(drainMs, undefined, { signal: deadline.signal }).catch(() => {})]);
      deadline.abort();
      keeper.stop();
      router.close();
    },
  };
}
