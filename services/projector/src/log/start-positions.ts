import { keepTrying, type LogGate, type Logger } from '@notes/service';
import type pg from 'pg';
import type { Checkpoint } from '../domain/checkpoint.ts';
import { readCheckpoints } from '../store/read-checkpoints.ts';

type Options = {
  readonly pool: pg.Pool;
  readonly gate: LogGate;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly signal: AbortSignal;
};

/**
 * The checkpoints of partitions that have just been assigned, once log and database are known to belong together: an
 * assignment follows a connection, and so the check is made anew. Rejects only when the signal is aborted.
 */
export async function startPositions(partitions: readonly number[], options: Options): Promise<Checkpoint[]> {
  const { pool, gate, logger, signal } = options;
  gate.close();
  return keepTrying('reading the checkpoints', () => read(partitions, pool, gate), { logger, signal });
}

async function read(partitions: readonly number[], pool: pg.Pool, gate: LogGate): Promise<Checkpoint[]> {
  const { partitions: opened } = await gate.open();
  const checkpoints = await readCheckpoints(pool);
  // Those that somebody has added since are none of the log's.
  const own = partitions.filter((partition) => partition < opened);
  return own.map((partition) => {
    const checkpoint = checkpoints.get(partition);
    if (checkpoint === undefined) throw new Error(`partition ${partition} has no checkpoint`);
    return checkpoint;
  });
}
