import { fromBeginning, type Next } from '@notes/kernel/position';
import type { LogBatch } from './log-record.ts';

/** How far each partition has been read. */
export class TailPositions {
  readonly #next = new Map<number, Next>();

  /** Where these are to be read on. */
  of(partitions: Iterable<number>): ReadonlyMap<number, Next> {
    const next = new Map<number, Next>();
    for (const partition of partitions) next.set(partition, this.#next.get(partition) ?? fromBeginning);
    return next;
  }

  set(partition: number, next: Next): void {
    this.#next.set(partition, next);
  }

  /** Whether a batch stands right where reading has come to. */
  isNext({ partition, from }: LogBatch): boolean {
    return this.#next.get(partition) === from;
  }

  /** Whether reading has gone beyond a batch already. */
  hasPassed({ partition, next }: LogBatch): boolean {
    return next <= (this.#next.get(partition) ?? fromBeginning);
  }

  /** Moves on past a batch. What of it is new, undefined if nothing is: it may hold nothing, or have come from elsewhere. */
  take(batch: LogBatch): LogBatch | undefined {
    const { partition, from, next, records } = batch;
    const at = this.#next.get(partition);
    if (at === undefined || from > at || next <= at) return undefined;
    this.#next.set(partition, next);
    return from === at ? batch : { ...batch, from: at, records: records.filter(({ offset }) => offset >= at) };
  }
}
