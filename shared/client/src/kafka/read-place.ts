import { readPlacedRecord } from '@notes/kernel';
import { type LogAdmin, LogError } from '@notes/log';

/** Which log it is. */
export type Place = { readonly epoch: string; readonly partitions: number };

/** The first record of partition 0 names the log. Rejects with a LogError. */
export async function readPlace(admin: LogAdmin): Promise<Place> {
  const [partitions, first] = await Promise.all([admin.partitions(), admin.readRecord(0, 0)]);
  const reading = first === undefined ? undefined : readPlacedRecord(first, partitions ?? 0);
  if (reading?.kind !== 'log-opened' || partitions === undefined)
    throw new LogError('fatal', 'The topic does not begin with the record that opens a log of notes.');
  return { epoch: reading.epoch, partitions };
}
