import { formatPosition, fromBeginning, readLogOpened } from '@notes/kernel';
import { createLogAdmin, createTail, type LogConfig, type LogLogger } from '@notes/log';
import { Log } from '../history/note-log.ts';

const quiet: LogLogger = { debug() {}, info() {}, warn() {}, error() {} };

/** The whole log as it is now, read as any consumer would, and the token of its end. */
export async function readLog(brokers: string, topic: string): Promise<{ log: Log; token: string }> {
  const config: LogConfig = { brokers: brokers.split(','), topic, clientId: 'notes-checker' };
  const admin = createLogAdmin(config, { logger: quiet });
  try {
    const first = await admin.readRecord(0, 0);
    const opened = first && readLogOpened(first.key, first.value);
    if (opened === undefined) throw new Error(`${topic} does not begin with its opening`);
    const log = new Log(opened.epoch, opened.partitions);
    const ends = await admin.endOffsets(Array.from({ length: opened.partitions }, (_, partition) => partition));
    await readUpTo(config, ends, log);
    const offsets = new Map([...ends].map(([partition, end]) => [partition, end - 1]));
    return { log, token: formatPosition({ epoch: opened.epoch, offsets }) };
  } finally {
    await admin.stop();
  }
}

async function readUpTo(config: LogConfig, ends: ReadonlyMap<number, number>, log: Log): Promise<void> {
  const tail = createTail(config, { logger: quiet });
  const left = new Map(ends);
  try {
    await new Promise<void>((resolve, reject) =>
      tail.start(new Map([...ends.keys()].map((partition) => [partition, fromBeginning])), {
        verify: async () => {},
        onBatch({ partition, next, records }) {
          const end = ends.get(partition) ?? 0;
          for (const record of records) if (record.offset < end) log.push(record);
          if (next >= end) left.delete(partition);
          if (left.size === 0) resolve();
        },
        onState() {},
        onFatal: reject,
      }),
    );
  } finally {
    await tail.stop();
  }
}
