import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { Next } from '@notes/kernel';
import { type LogBatch, Outage } from '@notes/log';
import {
  backoffMs,
  describeError,
  type LogGate,
  type Logger,
  type LogIdentity,
  type Readiness,
  type Tracer,
} from '@notes/service';
import type pg from 'pg';
import { type RawBatch, readBatch } from '../domain/batch.ts';
import type { ReadModel } from '../domain/projection.ts';
import { createWaitingBatches } from '../domain/waiting-batches.ts';
import { type Applied, applyBatches } from './apply-batches.ts';
import { inSpan } from './in-span.ts';

/**
 * Applies what the partitions deliver, by one worker or two, each with one transaction at a time.
 *
 * idle ──a batch is offered──▶ gathering ──next turn of the event loop──▶ applying
 *  ▲                             ▲                                          │ committed
 *  │                             ├── there is something to take ◀───────────┤
 *  └── there is not ◀────────────│──────────────────────────────────────────┤
 *                                └── failed: after a pause, and through the gate (the same records again) ◀──┘
 *
 * Whatever arrives while a transaction runs is gathered into the next: alone it would cost as much as all together. So a
 * second transaction begins beside the first only when there is enough for a full one, of other partitions: Postgres
 * works at one while this process prepares the other. When idle, a batch waits for nothing but the turn of the event loop
 * in which its neighbours arrive.
 */
export type ApplyLoop = {
  /**
   * Resolves once the batch is applied or no longer wanted. A number means that it was not applied, because the
   * checkpoint is elsewhere: it is the offset to go on reading from.
   */
  offer(batch: LogBatch, isStale: () => boolean): Promise<Next | undefined>;
  /**
   * After the signal: resolves once the transaction in flight is over. What is still waiting is dropped, and is read
   * again by the next holder of its partition.
   */
  drain(): Promise<void>;
};

type Options = {
  readonly readModel: ReadModel;
  readonly pool: pg.Pool;
  readonly gate: LogGate;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** `slices` are what the transaction has taken; `traceparent` names its span, if it had one. */
  readonly onApplied: (
    epoch: string,
    applied: Applied,
    seconds: number,
    slices: readonly RawBatch[],
    traceparent: string | undefined,
  ) => void;
  readonly readiness: Readiness;
  readonly onFailed: () => void;
  readonly signal: AbortSignal;
  /** Begins a span for a transaction of events whose traces are kept; without it there are none. */
  readonly tracer?: Tracer | undefined;
};

/** A transaction of this size takes some 100 ms; larger ones are no faster per record. */
const caps = { records: 2000, bytes: 4 * 1024 * 1024 };

/** After so many, some seconds in, it is no passing trouble and needs an operator: Postgres is at fault, or this software. */
const manyFailures = 10;

/** With a third there is nothing left to win: two keep both this process and its session in Postgres at work. */
const maxWorkers = 2;

export function createApplyLoop(options: Options): ApplyLoop {
  const { readModel, pool, gate, readiness, logger, onApplied, onFailed, signal, tracer } = options;
  const waiting = createWaitingBatches(caps);
  const outage = new Outage({
    onBegin: (reason) => logger.warn({ reason }, 'a transaction failed and is repeated'),
    onEnd: (failures, seconds) => logger.info({ failures, seconds }, 'transactions succeed again'),
  });
  const workers = new Set<Promise<void>>();
  let running = 0;

  const apply = async ({ epoch, partitions }: LogIdentity, slices: readonly RawBatch[]): Promise<void> => {
    const begin = performance.now();
    let applied: Applied | undefined;
    try {
      const batches = slices.map((slice) => readBatch(readModel.records, slice, partitions));
      let traceparent: string | undefined;
      const work = (named?: string) => {
        traceparent = named;
        return applyBatches(readModel, pool, epoch, batches);
      };
      applied = await (tracer === undefined ? work() : inSpan(tracer, batches, work));
      onApplied(epoch, applied, (performance.now() - begin) / 1000, slices, traceparent);
    } finally {
      waiting.giveBack(slices, applied?.checkpoints);
    }
  };

  const runWorker = async (): Promise<void> => {
    running++;
    for (let failures = 0; !signal.aborted; ) {
      await nextTurn();
      try {
        const log = await gate.whenOpen();
        const slices = waiting.take();
        // The other worker looks again when its transaction is over, and so does the next offer.
        if (slices.length === 0) break;
        await apply(log, slices);
        readiness.set('projection', 'ok');
        outage.worked();
        failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        gate.invalidate();
        onFailed();
        readiness.set('projection', describeError(error));
        outage.failed(describeError(error));
        if (failures === manyFailures) logger.error({ err: error }, 'a transaction fails again and again');
        await wait(backoffMs(failures++), undefined, { signal }).catch(() => undefined);
      }
    }
    // In the same turn as the look at what is waiting: a batch offered from now on finds a worker free.
    running--;
  };

  const startWorker = (): void => {
    if (running >= maxWorkers) return;
    const worker = runWorker().finally(() => workers.delete(worker));
    workers.add(worker);
  };

  return {
    async offer(batch, isStale) {
      if (signal.aborted) return undefined;
      const settled = waiting.add(batch, isStale);
      startWorker();
      return settled;
    },
    async drain() {
      await Promise.all(workers);
      waiting.drop();
    },
  };
}
