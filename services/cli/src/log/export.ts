import { existsSync, renameSync, rmSync } from 'node:fs';
import { fromBeginning } from '@notes/kernel';
import type { LogBatch, LogRecord } from '@notes/log';
import { withLog } from '../events/read-log.ts';
import { UsageError } from '../exit-code.ts';
import { say } from '../terminal.ts';
import { type ArchivedRecord, type ArchiveHead, ArchiveWriter } from './archive.ts';

/**
 * Writes the whole log, as far as it goes now, into a new file. Partitions are dense, so what is imported into an empty topic gets the
 * same offsets. Rejects, and leaves no file, if an offset holds no record, or one that cannot be copied as it is.
 */
export async function exportLog(env: NodeJS.ProcessEnv, file: string): Promise<void> {
  if (existsSync(file)) throw new UsageError(`${file} exists. Name another file, or remove it.`);
  const incoming = `${file}.part`;
  rmSync(incoming, { force: true });
  await withLog(env, async ({ topic, opened, partitions, starts, ends, read }) => {
    const deleted = partitions.find((partition) => (starts.get(partition) ?? 0) > 0);
    if (deleted !== undefined)
      throw new Error(`The beginning of partition ${deleted} has been deleted: the log cannot be copied any more.`);
    if (opened === undefined) throw new Error(`Topic ${topic} is no log of Notes: it does not begin with LogOpened.`);
    const until = await ends();
    const head: ArchiveHead = {
      ...{ topic, epoch: opened.epoch, partitions: partitions.length },
      ends: partitions.map((partition) => until.get(partition) ?? 0),
      exported: new Date().toISOString(),
    };
    const archive = new ArchiveWriter(incoming, head);
    const stopping = new AbortController();
    let fault: unknown;
    const write = ({ partition, next, records }: LogBatch): void => {
      for (const record of records) archive.write(copyOf(record, archive.countOf(partition)));
      if (next !== archive.countOf(partition)) throw gap(partition, archive.countOf(partition));
    };
    try {
      await read(
        new Map(partitions.map((partition) => [partition, fromBeginning])),
        (batch) => {
          try {
            if (fault === undefined) write(batch);
          } catch (error) {
            // Thrown from here it would be reported as a fault of the reader.
            fault = error;
            stopping.abort();
          }
        },
        { until, signal: stopping.signal, room: () => archive.room() },
      );
      if (fault !== undefined) throw fault;
      await archive.end();
    } catch (error) {
      await archive.abandon();
      rmSync(incoming, { force: true });
      throw error;
    }
    renameSync(incoming, file);
    const records = head.ends.reduce((sum, count) => sum + count, 0);
    say(env, `${file}: ${records} records of ${topic}, epoch ${opened.epoch}`);
  });
}

const gap = (partition: number, offset: number): Error =>
  new Error(
    `Partition ${partition} holds no record at ${offset}, so the offsets after it could not be made again: the log cannot be copied. ` +
      'Back the topic up as a whole instead, with the folders of the brokers.',
  );

/** Rejects what an append could not make again byte by byte. */
function copyOf({ partition, offset, key, value, unreadable }: LogRecord, expected: number): ArchivedRecord {
  if (offset !== expected || unreadable !== undefined) throw gap(partition, expected);
  const text = key?.toString() ?? null;
  const isText = key === null || Buffer.from(text ?? '').equals(key);
  if (value === null || !isText)
    throw new Error(
      `The record ${partition}-${offset} has ${value === null ? 'no value' : 'a key that is no text'}, which was not written by Notes and cannot be copied.`,
    );
  return { partition, key: text, value };
}
