import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { LogBatch } from '@notes/log';
import { backoffMs, describeError, type Logger } from '@notes/service';
import type pg from 'pg';
import { type RawBatch, readBatch } from '../domain/batch.ts';
import { restOf, takeSlices } from '../domain/take-slices.ts';
import type { LogGate } from '../log/log-gate.ts';
import { type Applied, applyBatches } from '../store/apply-batches.ts';

/**
 * Applies what the partitions deliver, one transaction at a time.
 *
 * idle ──a batch is offered──▶ gathering ──next turn of the event loop──▶ applying
 *  ▲                             ▲                                          │ committed
 *  │                             ├── batches have come meanwhile, or are left ◀──┤
 *  └── nothing is waiting ◀──────│───────────────────────────────────────────────┤
 *                                └── failed: after a pause, and through the gate ◀──┘ (the same records again)
 *
 * Whatever arrives while a transaction runs is gathered into the next: alone it would cost as much as all together.
 * When idle, a batch waits for nothing but the turn of the event loop in which its neighbours arrive.
 */
export type ProjectionLoop = {
  /**
   * Resolves once the batch is applied or no longer wanted. A number means that it was not applied, because the
   * partition stands elsewhere, and where to go on reading.
   */
  offer(batch: LogBatch, isStale: () => boolean): Promise<number | undefined>;
  /**
   * After the signal: resolves once the transaction in flight is over. What is still waiting is dropped, and will be read
   * again by whoever comes next.
   */
  drain(): Promise<void>;
};

type Options = {
  readonly pool: pg.Pool;
  readonly gate: LogGate;
  readonly logger: Pick<Logger, 'warn'>;
  readonly onApplied: (epoch: string, applied: Applied, seconds: number) => void;
  readonly onFailed: () => void;
  readonly signal: AbortSignal;
};

type Waiting = {
  batch: RawBatch;
  readonly isStale: () => boolean;
  readonly settle: (next?: number) => void;
};

/** A transaction of this size takes some 100 ms; larger ones are no faster per record. */
const caps = { records: 2000, bytes: 4 * 1024 * 1024 };

export function createProjectionLoop({ pool, gate, logger, onApplied, onFailed, signal }: Options): ProjectionLoop {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  const applyOnce = async (): Promise<void> => {
    const { epoch } = await gate.open();
    keepWanted();
    if (waiting.length === 0) return;
    const begin = performance.now();
    const slices = takeSlices(
      waiting.map(({ batch }) => batch),
      caps,
    );
    const applied = await applyBatches(pool, epoch, slices.map(readBatch));
    onApplied(epoch, applied, (performance.now() - begin) / 1000);
    for (const slice of slices) settle(slice, applied);
  };

  const settle = (slice: RawBatch, { checkpoints }: Applied): void => {
    const taken = waiting.find(({ batch }) => batch.partition === slice.partition);
    const next = (checkpoints.get(slice.partition)?.position ?? -1) + 1;
    if (taken === undefined) return;
    const rest = next === slice.next ? restOf(taken.batch, next) : undefined;
    if (rest !== undefined) {
      taken.batch = rest;
      return;
    }
    waiting = waiting.filter((item) => item !== taken);
    taken.settle(next === slice.next ? undefined : next);
  };

  const keepWanted = (): void => {
    const unwanted = new Set(waiting.filter((item) => item.isStale()));
    waiting = waiting.filter((item) => !unwanted.has(item));
    for (const item of unwanted) item.settle();
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; waiting.length > 0 && !signal.aborted; ) {
      await nextTurn();
      try {
        await applyOnce();
        failures = 0;
      } catch (error) {
        if (signal.aborted) break;
        gate.close();
        onFailed();
        if (failures === 0) logger.warn({ reason: describeError(error) }, 'a transaction failed and is repeated');
        await wait(backoffMs(failures++), undefined, { signal }).catch(() => undefined);
      }
    }
    // In the same turn as the look at what is waiting, so that no batch falls between.
    running = undefined;
  };

  return {
    offer: (batch, isStale) =>
      new Promise((settle) => {
        if (signal.aborted) return settle(undefined);
        waiting.push({ batch, isStale, settle });
        running ??= run();
      }),
    async drain() {
      await running;
      for (const item of waiting.splice(0)) item.settle();
    },
  };
}
