import { formatPosition, fromBeginning, readLogOpened } from '@notes/kernel';
import { createLogAdmin, createTail, type LogConfig, type LogLogger, type LogRecord } from '@notes/log';
import { Log } from '../history/note-log.ts';

const quiet: LogLogger = { debug() {}, info() {}, warn() {}, error() {} };

/** The records of a whole log as they are now. */
export type LogAsItIs = {
  readonly epoch: string;
  readonly partitions: number;
  /** In the order of each partition. */
  readonly records: readonly LogRecord[];
  /** That of the log's end. */
  readonly token: string;
};

/** The whole log as it is now, folded, and the token of its end. */
export async function readLog(brokers: string, topic: string): Promise<{ log: Log; token: string }> {
  const { epoch, partitions, records, token } = await readRecords(brokers, topic);
  const log = new Log(epoch, partitions);
  for (const record of records) log.push(record);
  return { log, token };
}

/** The whole log as it is now, read as any consumer would. */
export async function readRecords(brokers: string, topic: string): Promise<LogAsItIs> {
  const config: LogConfig = { brokers: brokers.split(','), topic, clientId: 'notes-checker' };
  const admin = createLogAdmin(config, { logger: quiet });
  try {
    const first = await admin.readRecord(0, 0);
    const opened = first && readLogOpened(first.key, first.value);
    if (opened === undefined) throw new Error(`${topic} does not begin with its opening`);
    const { epoch, partitions } = opened;
    const ends = await admin.endOffsets(Array.from({ length: partitions }, (_, partition) => partition));
    const records = await readUpTo(config, ends);
    const offsets = new Map([...ends].map(([partition, end]) => [partition, end - 1]));
    return { epoch, partitions, records, token: formatPosition({ epoch, offsets }) };
  } finally {
    await admin.stop();
  }
}

async function readUpTo(config: LogConfig, ends: ReadonlyMap<number, number>): Promise<readonly LogRecord[]> {
  const tail = createTail(config, { logger: quiet });
  const left = new Map(ends);
  const all: LogRecord[] = [];
  try {
    await new Promise<void>((resolve, reject) =>
      tail.start(new Map([...ends.keys()].map((partition) => [partition, fromBeginning])), {
        verify: async () => {},
        onBatch({ partition, next, records }) {
          const end = ends.get(partition) ?? 0;
          for (const record of records) if (record.offset < end) all.push(record);
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
  return all;
}
