import { setTimeout as wait } from 'node:timers/promises';
import type { Checkpoint } from '@notes/kernel';
import { type GroupConsumer, type GroupHandlers, type LogError, Outage } from '@notes/log';
import {
  backoffMs,
  keepTrying,
  type LogGate,
  type Logger,
  type Readiness,
  type Resource,
  readCheckpoints,
} from '@notes/service';
import type pg from 'pg';
import { type HeldPartitions, sayFamilies } from '../checkpoints.ts';
import type { ApplyLoop } from './apply-loop.ts';

type Options = {
  readonly createConsumer: () => GroupConsumer;
  readonly pool: pg.Pool;
  /** The families of events that are read. */
  readonly families: string;
  readonly gate: LogGate;
  readonly loop: ApplyLoop;
  readonly held: HeldPartitions;
  /** Called with the partitions that the group has given to this member. */
  readonly onAssigned: (partitions: readonly number[]) => void;
  readonly readiness: Readiness;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Aborted by the stop: everything that waits for a server gives up then. */
  readonly stopping: AbortController;
};

export type GroupReader = Resource & {
  /** Reads on from these checkpoints. They lie before what was applied: Postgres has lost it, and no other instance reads it again. */
  goBack(checkpoints: readonly Checkpoint[]): void;
};

const restartMs = 250;
const longestRestartMs = 5_000;

/**
 * Reads the log as a member of the consumer group, and has it applied.
 *
 * waiting for the gate ──open──▶ member of the group ──the consumer ends (the log has changed)──▶ waiting again
 *
 * A stop lets the transaction in flight finish before the group is left, so that the next holder need not wait for it.
 */
export function createGroupReader(options: Options): GroupReader {
  const { createConsumer, gate, loop, held, readiness, logger, stopping } = options;
  const { signal } = stopping;
  let consumer: GroupConsumer | undefined;
  let running: Promise<void> | undefined;
  const outage = new Outage({
    onBegin: (reason) => logger.error({ reason }, 'reading the log failed and is restarted'),
    onEnd: (failures, seconds) => logger.info({ failures, seconds }, 'the log is read again'),
  });

  const follow = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; failures++) {
      await gate.whenOpen();
      consumer = createConsumer();
      const handlers = groupHandlers(options, () => {
        outage.worked();
        failures = 0;
      });
      const error = await untilItEnds(consumer, handlers, signal);
      if (error === undefined) return;
      outage.failed(error.message);
      readiness.set('kafka', error.message);
      gate.invalidate();
      held.hold([]);
      await consumer.stop();
      await wait(backoffMs(failures, { baseMs: restartMs, capMs: longestRestartMs }), undefined, { signal });
    }
  };
  return {
    name: 'log',
    goBack(checkpoints) {
      for (const { partition, next } of checkpoints) consumer?.seek(partition, next);
      held.move(checkpoints);
      logger.warn({ partitions: checkpoints.map(({ partition }) => partition) }, 'Postgres has stepped back');
    },
    async start() {
      running = follow().catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
    async stop() {
      stopping.abort();
      await loop.drain();
      await consumer?.stop();
      await running;
    },
  };
}

function groupHandlers(options: Options, onRead: () => void): Omit<GroupHandlers, 'onCrash'> {
  const { loop, held } = options;
  return {
    async onAssigned(partitions) {
      const checkpoints = await startPositions(partitions, options);
      held.hold(checkpoints);
      options.onAssigned(partitions);
      return new Map(checkpoints.map(({ partition, next }) => [partition, next]));
    },
    onBatch(batch, isStale) {
      onRead();
      return loop.offer(batch, isStale);
    },
  };
}

/** Why the consumer has ended by itself; undefined if we stop. */
function untilItEnds(
  consumer: GroupConsumer,
  handlers: Omit<GroupHandlers, 'onCrash'>,
  signal: AbortSignal,
): Promise<LogError | undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    consumer.run({ ...handlers, onCrash: resolve }).catch(resolve);
  });
}

/**
 * The checkpoints of partitions that have just been assigned, once log and database are known to belong together: an
 * assignment follows a connection, and so the check is made anew. Rejects only when the signal is aborted.
 */
async function startPositions(partitions: readonly number[], options: Options): Promise<Checkpoint[]> {
  const { pool, families, gate, logger, stopping } = options;
  const { signal } = stopping;
  gate.invalidate();
  const readOwn = async (): Promise<Checkpoint[]> => {
    await sayFamilies(pool, partitions, families);
    return read(partitions, pool, gate);
  };
  return keepTrying('reading the checkpoints', readOwn, { logger, signal });
}

async function read(partitions: readonly number[], pool: pg.Pool, gate: LogGate): Promise<Checkpoint[]> {
  const { partitions: opened } = await gate.whenOpen();
  const checkpoints = new Map((await readCheckpoints(pool)).map((checkpoint) => [checkpoint.partition, checkpoint]));
  // Partitions that were added to the topic since are not part of the log.
  const own = partitions.filter((partition) => partition < opened);
  return own.map((partition) => {
    const checkpoint = checkpoints.get(partition);
    if (checkpoint === undefined) throw new Error(`partition ${partition} has no checkpoint`);
    return checkpoint;
  });
}
