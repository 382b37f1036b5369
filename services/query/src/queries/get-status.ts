import type { Pool } from 'pg';
import { selectProgress } from '../sql/select-progress.ts';
import type { LogEnds } from './log-ends.ts';
import type { Status } from './status.ts';

/** How far the read model is behind the log. Kafka away: `end` and `lag` are null, the rest is told all the same. */
export async function getStatus(
  pool: Pool,
  logEnds: LogEnds,
  build: string,
): Promise<{ readonly position: string; readonly status: Status }> {
  const { position, readModel, applied } = await selectProgress(pool);
  const ends = await logEnds(applied.map(({ partition }) => partition));
  const partitions = applied.map(({ partition, offset }) => {
    const known = ends?.get(partition);
    // The ends may be up to a second old; what is applied has been in the log.
    const end = known === undefined ? null : Math.max(known, offset + 1);
    return { partition, position: offset, end, lag: end === null ? null : end - 1 - offset };
  });
  const epoch = position.slice(0, position.indexOf(':'));
  const lag = partitions.reduce<number | null>((sum, { lag }) => (sum === null || lag === null ? null : sum + lag), 0);
  return { position, status: { read_model: { version: readModel }, epoch, partitions, lag, build } };
}
