import { randomBytes, randomUUID } from 'node:crypto';
import { readRecord, writeLogOpened } from '@notes/kernel';
import type { LogAdmin } from '@notes/log';

export type OpenedLog = { readonly epoch: string; readonly partitions: number };

/**
 * Makes sure that every partition begins with LogOpened, and says whose log it is. The first one in partition 0 is the
 * arbiter: two set-ups at once may both append one there, and both read the same first one back. May be run any number of
 * times. Rejects if a partition begins with anything else: the topic is not ours.
 */
export async function openLog(admin: LogAdmin, topic: string): Promise<OpenedLog> {
  const partitions = await admin.partitions();
  if (partitions === undefined) throw new Error(`there is no topic ${topic}`);
  const { epoch } = await firstRecord(admin, topic, 0, newEpoch(), partitions);
  for (let partition = 1; partition < partitions; partition++) {
    const opened = await firstRecord(admin, topic, partition, epoch, partitions);
    if (opened.epoch !== epoch)
      throw new Error(notOurs(topic, partition, `is opened as ${opened.epoch}, but partition 0 as ${epoch}`));
  }
  return { epoch, partitions };
}

async function firstRecord(
  admin: LogAdmin,
  topic: string,
  partition: number,
  epoch: string,
  partitions: number,
): Promise<OpenedLog> {
  const present = await admin.readRecord(partition, 0);
  if (present === undefined) {
    const value = writeLogOpened({ id: randomUUID(), time: new Date().toISOString(), epoch, partitions });
    await admin.append(partition, [{ key: null, value: Buffer.from(value) }]);
  }
  const first = present ?? (await admin.readRecord(partition, 0));
  if (first === undefined)
    throw new Error(`the first record of partition ${partition} of ${topic} was written, but cannot be read`);
  const reading = readRecord(first.key, first.value);
  if (reading.kind !== 'log-opened') throw new Error(notOurs(topic, partition, 'does not begin with LogOpened'));
  if (reading.partitions !== partitions) {
    throw new Error(
      notOurs(topic, partition, `was opened with ${reading.partitions} partitions, but has ${partitions} now`),
    );
  }
  return reading;
}

const notOurs = (topic: string, partition: number, why: string): string =>
  `topic ${topic} is not a log of Notes: partition ${partition} ${why}. Name another topic with NOTES_TOPIC.`;

/** A letter and seven more characters, so that it is never mistaken for a number. */
function newEpoch(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(8)].map((byte, i) => alphabet[byte % (i === 0 ? 26 : 36)]).join('');
}
