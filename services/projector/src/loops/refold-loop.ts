import { noteEvents } from '@notes/contracts';
import { describeError, type Logger, type Resource } from '@notes/service';
import type pg from 'pg';
import { countFrozenNotes, duePartitions, type RefoldResult, refoldFrozenNotes } from '../store/refold-frozen-notes.ts';
import { repeat } from './repeat.ts';

type Options = {
  readonly pool: pg.Pool;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly onRefolded: (result: RefoldResult) => void;
  readonly onCounted: (frozen: number) => void;
  readonly signal: AbortSignal;
};

const everyMs = 1000;

/**
 * Looks every second for frozen notes that may be folded again: of types that this software knows, because older software
 * has frozen them, or because somebody asks. Any instance may do it, for any partition: the checkpoint decides who.
 *
 * looking ──some are due──▶ folding a partition's, fifty a transaction ──none left──▶ the next partition, or looking again
 *    ▲                                    │ failed
 *    └────────────── logged once ◀────────┘
 */
export function refoldLoop({ pool, logger, onRefolded, onCounted, signal }: Options): Resource {
  const knownTypes = Object.keys(noteEvents);
  let failing = false;

  const foldPartition = async (partition: number): Promise<void> => {
    while (!signal.aborted) {
      const result = await refoldFrozenNotes(pool, partition, knownTypes);
      if (result.folded + result.frozen === 0) return;
      onRefolded(result);
      logger.info({ partition, ...result }, 'frozen notes were folded again');
    }
  };

  return repeat('refold', everyMs, async () => {
    try {
      for (const partition of await duePartitions(pool, knownTypes)) await foldPartition(partition);
      onCounted(await countFrozenNotes(pool));
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ reason: describeError(error) }, 'frozen notes cannot be looked at');
      failing = true;
    }
  });
}
