import { randomBytes, randomUUID } from 'node:crypto';
import { readLogOpened, writeLogOpened } from '@notes/kernel';
import type { LogAdmin } from '@notes/log';
import { allOf, findOpened } from '@notes/service';
import type { Pool } from 'pg';

export type OpenedLog = { readonly epoch: string; readonly partitions: number };

/**
 * Makes sure that every partition of the log begins with LogOpened, and returns which log it is. The first one in partition 0 is the
 * arbiter: two set-ups at once may both append one there, and both read the same first one back. Where it has been deleted the others
 * decide, or else the database that follows the log (`followed`). Partitions that the topic has been given since are left alone. May be
 * run any number of times. Rejects if a partition begins with anything else: the topic is not ours.
 */
export async function openLog(admin: LogAdmin, topic: string, followed: OpenedLog | undefined): Promise<OpenedLog> {
  const count = await admin.partitions();
  if (count === undefined) throw new Error(`there is no topic ${topic}`);
  const { opened, starts } = await findOpened(admin, allOf(count));
  const log = (starts.get(0) ?? 0) > 0 ? (opened ?? followed) : await firstRecord(admin, topic, 0, newEpoch(), count);
  if (log === undefined) throw new Error(deleted(topic));
  const { epoch, partitions } = log;
  if (count < partitions)
    throw new Error(notOurs(topic, 0, `was opened with ${partitions} partitions, but the topic has ${count}`));
  if (count > partitions) console.error(`warning: ${surplus(topic, count, partitions)}`);
  for (let partition = 1; partition < partitions; partition++) {
    if ((starts.get(partition) ?? 0) > 0) continue;
    const first = await firstRecord(admin, topic, partition, epoch, partitions);
    if (first.epoch !== epoch)
      throw new Error(notOurs(topic, partition, `is opened as ${first.epoch}, but partition 0 as ${epoch}`));
    if (first.partitions !== partitions)
      throw new Error(
        notOurs(topic, partition, `was opened with ${first.partitions} partitions, but partition 0 with ${partitions}`),
      );
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
  const opened = readLogOpened(first.key, first.value);
  if (opened === undefined) throw new Error(notOurs(topic, partition, 'does not begin with LogOpened'));
  return opened;
}

const notOurs = (topic: string, partition: number, why: string): string =>
  `topic ${topic} is not a log of Notes: partition ${partition} ${why}. Name another topic with NOTES_TOPIC.`;

const deleted = (topic: string): string =>
  `the beginning of every partition of topic ${topic} has been deleted, so that nothing shows which log it is, and no database can be ` +
  'built from it. Point DATABASE_URL at the database that follows it, or restore that, or name another topic with NOTES_TOPIC.';

const surplus = (topic: string, count: number, partitions: number): string =>
  `topic ${topic} has ${count} partitions, but its log was opened with ${partitions}. It goes on with those; the further ones are not ` +
  'read. Kafka cannot take them back.';

/** A letter and seven more characters, so that it is never mistaken for a number. */
function newEpoch(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(8)].map((byte, i) => alphabet[byte % (i === 0 ? 26 : 36)]).join('');
}

/**
 * Writes into an empty database whose log it follows, and where each partition stands. Rejects if the database follows
 * another log already.
 */
export async function claimLog(pool: Pool, { epoch, partitions }: OpenedLog): Promise<void> {
  await pool.query('insert into log_identity (epoch, partitions) values ($1, $2) on conflict do nothing', [
    epoch,
    partitions,
  ]);
  const { rows } = await pool.query<OpenedLog>('select epoch, partitions from log_identity');
  const followed = rows[0];
  if (followed?.epoch !== epoch) {
    throw new Error(
      `this database follows the log ${followed?.epoch}, but the topic holds the log ${epoch}. ` +
        'Point DATABASE_URL at an empty database to build the read models of this log from its beginning, or KAFKA_BROKERS and NOTES_TOPIC at the other log.',
    );
  }
  await pool.query(
    'insert into checkpoints (partition, position) select p, -1 from generate_series(0, $1::integer - 1) p on conflict do nothing',
    [partitions],
  );
}
