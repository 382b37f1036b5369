import type { TailHandlers } from '../create-tail.ts';
import type { LogError } from '../log-error.ts';
import type { LogBatch } from '../log-record.ts';

/** Handlers that keep what they are given, values as text. */
export function collect(): TailHandlers & {
  readonly batches: LogBatch[];
  readonly states: string[];
  readonly fatal: LogError[];
  values(partition?: number): string[];
} {
  const batches: LogBatch[] = [];
  const states: string[] = [];
  const fatal: LogError[] = [];
  return {
    batches,
    states,
    fatal,
    verify: async () => {},
    onBatch: (batch) => batches.push(batch),
    onState: (state) => states.push(state),
    onFatal: (error) => fatal.push(error),
    values: (partition) =>
      batches
        .filter((batch) => partition === undefined || batch.partition === partition)
        .flatMap(({ records }) => records.map(({ value }) => value?.toString() ?? '')),
  };
}
