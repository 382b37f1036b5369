import type { LogError } from '../log-error.ts';
import type { LogBatch } from '../log-record.ts';
import type { TailHandlers, Unread } from '../tail-reading.ts';

/** Handlers that keep what they are given, values as text. `connected`: all partitions are read. */
export function collect(): TailHandlers & {
  readonly batches: LogBatch[];
  readonly states: string[];
  readonly unread: Unread | undefined;
  readonly fatal: LogError[];
  values(partition?: number): string[];
} {
  const batches: LogBatch[] = [];
  const states: string[] = [];
  const fatal: LogError[] = [];
  let last: Unread | undefined;
  return {
    batches,
    states,
    get unread() {
      return last;
    },
    fatal,
    verify: async () => {},
    onBatch: (batch) => batches.push(batch),
    onState(unread) {
      last = unread;
      states.push(unread.size === 0 ? 'connected' : 'disconnected');
    },
    onFatal: (error) => fatal.push(error),
    values: (partition) =>
      batches
        .filter((batch) => partition === undefined || batch.partition === partition)
        .flatMap(({ records }) => records.map(({ value }) => value?.toString() ?? '')),
  };
}
