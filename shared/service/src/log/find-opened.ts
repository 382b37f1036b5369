import { type LogOpened, type Next, readLogOpened } from '@notes/kernel';
import type { LogAdmin } from '@notes/log';

/** The record that opens the log, and the first offset of each partition that has not been deleted. */
export type Beginning = {
  readonly opened: LogOpened | undefined;
  readonly starts: ReadonlyMap<number, Next>;
};

/**
 * Looks where partitions begin, and for the record that opens the log: the first of partition 0, or, where that has been deleted, of the
 * first other partition that still has it. Rejects with a LogError.
 */
export async function findOpened(
  admin: Pick<LogAdmin, 'readRecord' | 'startOffsets'>,
  partitions: number,
): Promise<Beginning> {
  const starts = await admin.startOffsets(Array.from({ length: partitions }, (_, partition) => partition));
  for (const [partition, start] of [...starts].sort(([a], [b]) => a - b)) {
    if (start > 0) continue;
    const first = await admin.readRecord(partition, 0);
    const opened = first && readLogOpened(first.key, first.value);
    if (opened !== undefined) return { opened, starts };
    if (partition === 0) break;
  }
  return { opened: undefined, starts };
}
