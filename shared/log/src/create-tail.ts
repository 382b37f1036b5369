import type { Next } from '@notes/kernel/position';
import type { LogConfig } from './log-config.ts';
import type { LogBatch } from './log-record.ts';
import { type TailHandlers, type TailOptions, TailReading } from './tail-reading.ts';

export type Tail = {
  /** Reads for ever, beginning with the given offset of each partition. */
  start(next: ReadonlyMap<number, Next>, handlers: TailHandlers): void;
  /** Goes back, or forth: what is under way of that partition is dropped. */
  seek(partition: number, next: Next): void;
  /**
   * Takes a batch that has just been appended, as if it had been read, if its partition is being read and it stands right where
   * reading has come to: then all of the partition is known up to the batch's end. What all in-sync replicas have acknowledged is
   * below the high watermark, so a fetch would give the same, later. A batch that stands elsewhere is read in its turn.
   */
  offer(batch: LogBatch): void;
  /** Cuts the pause before the next fetch short, if there is one: for who waits for what others have written. */
  hurry(): void;
  /** Calls no handler any more. Resolves after three seconds at the latest. */
  stop(): Promise<void>;
};

/** Reads partitions without a group, on connections of its own: see TailReading. */
export function createTail(config: LogConfig, options: TailOptions): Tail {
  const reading = new TailReading(config, options);
  return {
    start: (next, handlers) => reading.start(next, handlers),
    seek: (partition, next) => reading.seek(partition, next),
    offer: (batch) => reading.offer(batch),
    hurry: () => reading.hurry(),
    stop: () => reading.stop(),
  };
}
