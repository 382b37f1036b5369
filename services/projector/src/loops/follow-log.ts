import { setTimeout as wait } from 'node:timers/promises';
import { type GroupConsumer, type GroupHandlers, type LogError, Outage } from '@notes/log';
import { backoffMs, type LogGate, type Logger, type Readiness, type Resource } from '@notes/service';
import type pg from 'pg';
import type { Checkpoint } from '../domain/checkpoint.ts';
import type { Standing } from '../domain/standing.ts';
import { startPositions } from '../log/start-positions.ts';
import type { ProjectionLoop } from './projection-loop.ts';

type Options = {
  readonly createConsumer: () => GroupConsumer;
  readonly pool: pg.Pool;
  readonly gate: LogGate;
  readonly loop: ProjectionLoop;
  readonly standing: Standing;
  readonly readiness: Readiness;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Aborted by the stop: everything that waits for a server gives up then. */
  readonly stopping: AbortController;
};

/** Beside that it is started and stopped, it can be told that partitions stand elsewhere than it has brought them to. */
type LogFollower = Resource & {
  /** Reads on from these checkpoints. They lie before what was applied: Postgres has lost it, and nobody else will bring it again. */
  goBack(checkpoints: readonly Checkpoint[]): void;
};

const restartMs = 250;
const longestRestartMs = 5_000;

/**
 * Reads the log and has it applied.
 *
 * waiting for the gate ──open──▶ member of the group ──the consumer ends (the log is not what it was)──▶ waiting again
 *
 * A stop lets the transaction in flight finish before the group is left, so that the next holder need not wait for it.
 */
export function followLog(options: Options): LogFollower {
  const { createConsumer, gate, loop, standing, readiness, logger, stopping } = options;
  const { signal } = stopping;
  let consumer: GroupConsumer | undefined;
  let running: Promise<void> | undefined;
  const outage = new Outage({
    onBegin: (reason) => logger.error({ reason }, 'reading the log has ended and is begun again'),
    onEnd: (failures, seconds) => logger.info({ failures, seconds }, 'the log is read again'),
  });

  const follow = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; failures++) {
      await gate.open();
      consumer = createConsumer();
      const handlers = groupHandlers(options, () => {
        outage.worked();
        failures = 0;
      });
      const error = await untilItEnds(consumer, handlers, signal);
      if (error === undefined) return;
      outage.failed(error.message);
      readiness.set('kafka', error.message);
      gate.close();
      standing.hold([]);
      await consumer.stop();
      await wait(backoffMs(failures, { baseMs: restartMs, capMs: longestRestartMs }), undefined, { signal });
    }
  };
  return {
    name: 'log',
    goBack(checkpoints) {
      for (const { partition, position } of checkpoints) consumer?.seek(partition, position + 1);
      standing.move(checkpoints);
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
  const { pool, gate, loop, standing, logger, stopping } = options;
  return {
    async positions(partitions) {
      const checkpoints = await startPositions(partitions, { pool, gate, logger, signal: stopping.signal });
      standing.hold(checkpoints);
      return new Map(checkpoints.map(({ partition, position }) => [partition, position + 1]));
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
