import { readLogOpened } from '@notes/kernel';
import { type LogAdmin, LogError } from '@notes/log';

/** Which log it is, and how many partitions it was opened with: the topic may have been given more since. */
export type Place = { readonly epoch: string; readonly partitions: number };

/**
 * The first record of each partition names the log; partition 0's counts, unless somebody has deleted it. Rejects with a
 * LogError.
 */
export async function readPlace(admin: LogAdmin): Promise<Place> {
  const partitions = (await admin.partitions()) ?? 0;
  for (let partition = 0; partition < partitions; partition++) {
    const first = await admin.readRecord(partition, 0);
    const opened = first && readLogOpened(first.key, first.value);
    if (opened !== undefined) return { epoch: opened.epoch, partitions: opened.partitions };
    const deleted = first === undefined && (await admin.startOffsets([partition])).get(partition) !== 0;
    if (partition === 0 && !deleted) break;
  }
  throw new LogError('fatal', 'The topic does not begin with the record that opens a log of notes.');
}
