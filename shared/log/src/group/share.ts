import { setTimeout as sleep } from 'node:timers/promises';
import { asLogError, LogError } from '../log-error.ts';
import type { LogBatch } from '../log-record.ts';
import type { Tail } from '../read/tail.ts';

export type ShareHandlers = {
  /**
   * Called at every assignment with the partitions that are now this member's; answers with the next offset to read for
   * each of them. Nothing is read until then. A rejection ends the consumer.
   */
  positions(partitions: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /**
   * Called with batches of several partitions at a time, and one at a time per partition. Resolves when the batch is
   * applied; with a number, when it is not and the partition is to be read from that offset instead. Membership is kept
   * up meanwhile, however long it takes. `isStale` tells that the partition may be another member's by now, so that the
   * work can be given up. A rejection ends the consumer.
   */
  onBatch(batch: LogBatch, isStale: () => boolean): Promise<void> | Promise<number | undefined>;
};

/** The reading of what one assignment gave, from its start to its end at the next one. */
export type Share = {
  /** Calls no handler any more and waits for those that run, up to this long. */
  end(waitMs: number): Promise<void>;
};

/** The handlers that still run, of this share and former ones: none of a partition starts before the last is done. */
export type RunningHandlers = Map<number, Promise<unknown>>;

export function startShare(options: {
  readonly partitions: readonly number[];
  readonly tail: Tail;
  readonly handlers: ShareHandlers;
  readonly running: RunningHandlers;
  onFatal(error: LogError): void;
}): Share {
  const { partitions, tail, handlers, running, onFatal } = options;
  let stale = false;
  const isStale = (): boolean => stale;

  async function apply(batch: LogBatch): Promise<void> {
    await running.get(batch.partition);
    if (stale) return;
    const applying = handlers.onBatch(batch, isStale);
    running.set(
      batch.partition,
      applying.catch(() => {}).finally(() => running.delete(batch.partition)),
    );
    const offset = await applying;
    if (typeof offset === 'number' && !stale) tail.seek(new Map([[batch.partition, offset]]));
  }

  async function begin(): Promise<void> {
    if (partitions.length === 0) return;
    const positions = await handlers.positions(partitions);
    const missing = partitions.find((partition) => !positions.has(partition));
    if (missing !== undefined) throw new LogError('fatal', `no position for partition ${missing}`);
    if (stale) return;
    await tail.start(positions, { onBatch: apply, onFatal: (error) => !stale && onFatal(error) });
  }

  begin().catch((error: unknown) => {
    if (!stale) onFatal(asLogError(error));
  });

  return {
    end: async (waitMs) => {
      stale = true;
      const deadline = new AbortController();
      const late = sleep(waitMs, undefined, { signal: deadline.signal }).catch(() => {});
      await Promise.race([Promise.all([tail.stop(), ...running.values()]), late]);
      deadline.abort();
    },
  };
}
