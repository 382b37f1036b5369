import { fromBeginning } from '@notes/kernel';
import { createLogAdmin, type LogAdmin } from '@notes/log';
import { LogSettings, loadConfig, logConfigOf, TopicSettings } from '@notes/service';
import { type Static, Type } from 'typebox';
import { ensureTopic } from '../commands/setup.ts';
import { withLog } from '../events/read-log.ts';
import { UsageError } from '../exit-code.ts';
import { commandLogger, say } from '../terminal.ts';
import { type ArchivedRecord, type ArchiveHead, PartitionSums, readArchive } from './archive.ts';

const ImportConfig = Type.Object({ ...LogSettings, ...TopicSettings });

/** So much is read from the file before it is appended. */
const atOnce = 4_000;

/**
 * Appends the records of a file that `exportLog` has written to an empty topic, which is created if there is none, and reads all of it
 * back. The file is checked as a whole before anything is appended. Offsets, and with them tokens and checkpoints, are those of the log
 * that was exported. Rejects with a UsageError if the file is damaged or the topic is not empty.
 */
export async function importLog(env: NodeJS.ProcessEnv, file: string): Promise<void> {
  const config = loadConfig(ImportConfig, env);
  const head = await headOf(file);
  const admin = createLogAdmin(logConfigOf(config, 'notes-import'), { logger: commandLogger('import', env) });
  try {
    await ensureEmptyTopic(admin, config, head);
    await append(admin, file);
  } finally {
    await admin.stop();
  }
  await verify(env, file, config.NOTES_TOPIC);
  const records = head.ends.reduce((sum, count) => sum + count, 0);
  console.log(
    `log: ${records} records are in ${config.NOTES_TOPIC}, each where it was, epoch ${head.epoch}, ${head.partitions} partitions`,
  );
  say(env, 'Run `notes setup` with the database that follows this log, or an empty one, then start the services.');
}

/** Reads all of the file, so that nothing is appended if a part of it is damaged. */
async function headOf(file: string): Promise<ArchiveHead> {
  let found: ArchiveHead | undefined;
  await readArchive(
    file,
    (head) => {
      found = head;
    },
    () => undefined,
  );
  if (found === undefined) throw new UsageError(`${file} is empty.`);
  return found;
}

async function ensureEmptyTopic(
  admin: LogAdmin,
  config: Static<typeof ImportConfig>,
  head: ArchiveHead,
): Promise<void> {
  const { NOTES_TOPIC: topic } = config;
  const present = await admin.partitions();
  if (present !== undefined) {
    if (present !== head.partitions)
      throw new UsageError(
        `Topic ${topic} has ${present} partitions, the log that was exported ${head.partitions}. Name another topic with NOTES_TOPIC, or delete this one.`,
      );
    const ends = await admin.endOffsets(Array.from({ length: present }, (_, partition) => partition));
    const [filled] = [...ends].find(([, end]) => end > 0) ?? [];
    if (filled !== undefined)
      throw new UsageError(
        `Topic ${topic} is not empty: partition ${filled} has records, or has had some. Name another topic with NOTES_TOPIC, or delete this one.`,
      );
  }
  await ensureTopic(admin, { ...config, NOTES_PARTITIONS: head.partitions });
}

async function append(admin: LogAdmin, file: string): Promise<void> {
  const waiting = new Map<number, ArchivedRecord[]>();
  let count = 0;
  const flush = async (): Promise<void> => {
    const groups = [...waiting];
    waiting.clear();
    count = 0;
    await Promise.all(groups.map(([partition, records]) => admin.append(partition, records)));
  };
  await readArchive(
    file,
    () => {},
    (record) => {
      const group = waiting.get(record.partition) ?? [];
      group.push(record);
      waiting.set(record.partition, group);
      count += 1;
      return count < atOnce ? undefined : flush();
    },
  );
  await flush();
}

/** Compares the topic, read back, with the file. */
async function verify(env: NodeJS.ProcessEnv, file: string, topic: string): Promise<void> {
  let head: ArchiveHead | undefined;
  const expected = await readArchive(
    file,
    (read) => {
      head = read;
    },
    () => undefined,
  );
  await withLog(env, async ({ partitions, ends, read }) => {
    const sums = new PartitionSums(partitions.length);
    const until = await ends();
    await read(
      new Map(partitions.map((partition) => [partition, fromBeginning])),
      ({ partition, records }) => {
        for (const { key, value } of records)
          sums.add({ partition, key: key?.toString() ?? null, value: value ?? Buffer.alloc(0) });
      },
      { until },
    );
    const isSame = partitions.every((partition) => until.get(partition) === head?.ends[partition]);
    if (!isSame || sums.finish().join() !== expected.join())
      throw new Error(
        `What is in ${topic} is not what was exported: something else has written to it meanwhile. Delete the topic, and import again while nothing else runs.`,
      );
  });
}
