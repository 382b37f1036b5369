import type { LogOpened, Next } from '@notes/kernel';
import { createLogAdmin, createTail, type LogAdmin, type LogBatch, type LogConfig, type LogLogger } from '@notes/log';
import { allOf, findOpened, LogSettings, loadConfig, logConfigOf } from '@notes/service';
import { Type } from 'typebox';
import { commandLogger } from '../terminal.ts';

/** The log as it is in Kafka: which one it is, where its partitions begin and end, and how to read it. */
export type OpenLog = {
  readonly topic: string;
  /** Undefined: it does not begin as a log of ours does. */
  readonly opened: LogOpened | undefined;
  readonly partitions: readonly number[];
  readonly starts: ReadonlyMap<number, Next>;
  readonly admin: LogAdmin;
  /** Where the partitions end now. */
  readonly ends: () => Promise<ReadonlyMap<number, Next>>;
  /**
   * Reads partitions from these offsets on, at most 1 MiB of each at a time: up to `until`, or for ever, until the signal. Resolves then;
   * rejects with a LogError if the log cannot be read, or with what `onBatch` throws.
   */
  readonly read: (
    from: ReadonlyMap<number, Next>,
    onBatch: (batch: LogBatch) => void,
    limits?: Limits,
  ) => Promise<void>;
};

/** `room` is waited for before each fetch: so that what is read can be kept up with. */
type Limits = {
  readonly until?: ReadonlyMap<number, Next>;
  readonly signal?: AbortSignal;
  readonly room?: () => Promise<void>;
};

/** Runs a command on the log that the settings name, and closes the connections. Rejects with what to do if there is none. */
export async function withLog(env: NodeJS.ProcessEnv, act: (log: OpenLog) => Promise<void>): Promise<void> {
  const config = logConfigOf(loadConfig(Type.Object(LogSettings), env), 'notes-events');
  const { topic } = config;
  const logger = commandLogger('events', env);
  const admin = createLogAdmin(config, { logger });
  try {
    const count = await admin.partitions();
    if (count === undefined)
      throw new Error(
        `There is no topic ${topic} at ${config.brokers.join(', ')}. Run \`notes setup\`, or set NOTES_TOPIC.`,
      );
    const { opened, starts } = await findOpened(admin, allOf(count));
    const partitions = allOf(opened?.partitions ?? count);
    const ends = (): Promise<ReadonlyMap<number, Next>> => admin.endOffsets(partitions);
    await act({
      ...{ topic, opened, partitions, starts, admin, ends },
      read: (from, onBatch, limits) => read(config, logger, from, onBatch, limits),
    });
  } finally {
    await admin.stop();
  }
}

async function read(
  config: LogConfig,
  logger: LogLogger,
  from: ReadonlyMap<number, Next>,
  onBatch: (batch: LogBatch) => void,
  { until, signal, room }: Limits = {},
): Promise<void> {
  const left = new Set([...from].filter(([partition, next]) => isBelow(next, until?.get(partition))).map(([p]) => p));
  if (left.size === 0 || signal?.aborted) return;
  const tail = createTail(config, { logger, name: 'events' });
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
      tail.start(new Map([...from].filter(([partition]) => left.has(partition))), {
        verify: async () => {},
        ...(room === undefined ? {} : { room }),
        onBatch(batch) {
          const end = until?.get(batch.partition);
          if (left.has(batch.partition)) onBatch(end === undefined ? batch : upTo(batch, end));
          if (!isBelow(batch.next, end)) left.delete(batch.partition);
          if (left.size === 0) resolve();
        },
        onState() {},
        onFatal: reject,
      });
    });
  } finally {
    await tail.stop();
  }
}

const isBelow = (next: number, end: number | undefined): boolean => end === undefined || next < end;

const upTo = (batch: LogBatch, end: Next): LogBatch =>
  batch.next <= end ? batch : { ...batch, next: end, records: batch.records.filter(({ offset }) => offset < end) };
