import { describeError, type Logger, type Resource } from '@notes/service';
import type pg from 'pg';
import type { ReadModel } from '../domain/projection.ts';
import { repeat } from '../repeat.ts';
import { countFrozen, duePartitions, type RefoldResult, refoldFrozen } from './refold-store.ts';

type Options = {
  readonly readModel: ReadModel;
  readonly pool: pg.Pool;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly onRefolded: (result: RefoldResult) => void;
  readonly onCounted: (frozen: number) => void;
  /** Called when it has looked once more. */
  readonly onTurn?: () => void;
  readonly signal: AbortSignal;
};

const everyMs = 1000;

/**
 * Looks every second for frozen subjects that may be folded again: by events of types that this software knows, because older
 * software has frozen them, or at an operator's request. Any instance may do it, for any partition: the checkpoint decides who.
 *
 * looking ──some are due──▶ folding a partition's, fifty a transaction ──none left──▶ the next partition, or looking again
 *    ▲                                    │ failed
 *    └────────────── logged once ◀────────┘
 */
export function refoldLoop(options: Options): Resource {
  const { readModel, pool, logger, onRefolded, onCounted, onTurn, signal } = options;
  const knownTypes = Object.keys(readModel.records.events);
  let failing = false;

  const foldPartition = async (partition: number): Promise<void> => {
    while (!signal.aborted) {
      const result = await refoldFrozen(readModel, pool, partition, knownTypes);
      if (result.folded + result.frozen === 0) return;
      onRefolded(result);
      logger.info({ partition, ...result }, 'frozen subjects were folded again');
    }
  };

  const look = async (): Promise<void> => {
    try {
      for (const partition of await duePartitions(pool, knownTypes)) await foldPartition(partition);
      onCounted(await countFrozen(pool));
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ reason: describeError(error) }, 'looking for frozen subjects failed');
      failing = true;
    }
  };
  return repeat('refold', everyMs, look, onTurn);
}
