import { setTimeout as wait } from 'node:timers/promises';
import type { Next } from '@notes/kernel/position';
import type { Tail } from './create-tail.ts';
import type { LogLogger } from './log-config.ts';
import type { LogError } from './log-error.ts';
import type { LogBatch, LogRecord } from './log-record.ts';
import { Outage } from './outage.ts';
import { answerWithin } from './within.ts';

type Options = {
  readonly logger: LogLogger;
  /** The offset to read next of each partition. */
  readonly starts: ReadonlyMap<number, Next>;
  /** See GroupHandlers. */
  readonly onBatch: (batch: LogBatch, isStale: () => boolean) => Promise<Next | undefined>;
  /** Reading has ended by itself, as TailHandlers.onFatal says. */
  readonly onFatal: (error: LogError) => void;
};

export type AssignedReader = {
  /** Goes on from there; what is under way of that partition is still handed over. */
  seek(partition: number, next: Next): void;
  /** Hands nothing over any more. Resolves when the handlers have ended, or do not in time. */
  stop(): Promise<void>;
};

/** What of one partition has been read and is not applied: a batch that its handler works at, and those behind it. */
type PartitionQueue = { readonly waiting: LogBatch[]; seeks: number; running: Promise<void> | undefined };

/** Reading waits while more than this is held. The answers of fetches that are under way come on top. */
const roomBytes = 8 * 1024 * 1024;
/** An object for the record, and views of its key and its value. */
const recordBytes = 300;
const longestPauseMs = 500;
const firstPauseMs = 100;
const stopMs = 2_000;

/**
 * Reads partitions on, whether what has come of them is applied yet or not, so that the next batch need not wait for a fetch.
 * Of each partition one batch is handed over at a time; all that has come meanwhile is the next.
 */
export function readAssigned(tail: Tail, { logger, starts, onBatch, onFatal }: Options): AssignedReader {
  const queues = new Map([...starts.keys()].map((partition) => [partition, newQueue()]));
  const outage = new Outage({
    onBegin: (reason) => logger.warn({ reason }, 'group: a batch was not handled, and comes again'),
    onEnd: (failures, seconds) => logger.info({ failures, seconds }, 'group: batches are handled again'),
  });
  let heldBytes = 0;
  const waiters: (() => void)[] = [];
  let ended = false;

  /** Takes bytes, or gives them back: then those that wait for room look again. */
  function hold(bytes: number): void {
    heldBytes += bytes;
    if (heldBytes < roomBytes || ended) for (const go of waiters.splice(0)) go();
  }

  async function room(): Promise<void> {
    while (heldBytes >= roomBytes && !ended) await new Promise<void>((resolve) => waiters.push(resolve));
  }

  function take(batch: LogBatch): void {
    const queue = queueOf(batch.partition);
    hold(bytesOf(batch.records));
    queue.waiting.push(batch);
    queue.running ??= run(queue);
  }

  async function run(queue: PartitionQueue): Promise<void> {
    while (queue.waiting.length > 0 && !ended) {
      const batch = joined(queue.waiting.splice(0));
      const { seeks } = queue;
      const isStale = (): boolean => ended || queue.seeks !== seeks;
      const elsewhere = await handOver(batch, isStale);
      hold(-bytesOf(batch.records));
      if (elsewhere !== undefined && !isStale()) seek(batch.partition, elsewhere);
    }
    // In the same turn as the look at what is waiting: what comes from now on begins anew.
    queue.running = undefined;
  }

  async function handOver(batch: LogBatch, isStale: () => boolean): Promise<Next | undefined> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, 2 * pauseMs)) {
      try {
        const elsewhere = await onBatch(batch, isStale);
        outage.worked();
        return elsewhere;
      } catch (error) {
        outage.failed(`partition ${batch.partition}: ${error instanceof Error ? error.message : String(error)}`);
        await wait(pauseMs);
        if (isStale()) return undefined;
      }
    }
  }

  function seek(partition: number, next: Next): void {
    const queue = queueOf(partition);
    queue.seeks++;
    for (const batch of queue.waiting.splice(0)) hold(-bytesOf(batch.records));
    tail.seek(partition, next);
  }

  const queueOf = (partition: number): PartitionQueue => {
    const queue = queues.get(partition);
    if (queue === undefined) throw new Error(`partition ${partition} is not assigned`);
    return queue;
  };

  // A member without partitions has nothing to read.
  if (starts.size > 0) tail.start(starts, { verify: async () => {}, room, onBatch: take, onState: () => {}, onFatal });
  return {
    seek: (partition, next) => void (queues.has(partition) && seek(partition, next)),
    async stop() {
      ended = true;
      outage.forget();
      hold(0);
      const running = Promise.all([...queues.values()].map((queue) => queue.running));
      await Promise.all([tail.stop(), answerWithin(stopMs, running, 'stop').catch(() => {})]);
    },
  };
}

const newQueue = (): PartitionQueue => ({ waiting: [], seeks: 0, running: undefined });

/** Batches of one partition that follow each other, as one. */
function joined(batches: readonly LogBatch[]): LogBatch {
  const [first, last] = [batches[0], batches.at(-1)];
  if (first === undefined || last === undefined) throw new Error('there is no batch');
  if (first === last) return first;
  return { ...last, from: first.from, records: batches.flatMap(({ records }) => records) };
}

const bytesOf = (records: readonly LogRecord[]): number =>
  records.reduce((sum, { key, value }) => sum + recordBytes + (key?.length ?? 0) + (value?.length ?? 0), 0);
