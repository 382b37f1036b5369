import type { LogAdmin } from '@notes/log';
import { describeError, type LogGate, type Readiness } from '@notes/service';
import type pg from 'pg';
import type { Checkpoint } from '../domain/checkpoint.ts';
import { readCheckpoints } from '../store/read-checkpoints.ts';

type Options = {
  readonly pool: pg.Pool;
  readonly admin: LogAdmin;
  readonly gate: LogGate;
  readonly readiness: Readiness;
  /** Where the partitions stand that this instance holds, as far as it knows. */
  readonly held: () => readonly Checkpoint[];
  readonly onLag: (lags: ReadonlyMap<number, number>) => void;
  /** Partitions of which Postgres does not hold any more what was applied, and where they stand now. */
  readonly onSteppedBack: (checkpoints: readonly Checkpoint[]) => void;
};

/**
 * Asks each server once, so that one which goes away is noticed and named also while nothing is to be applied, and tells
 * the lag. A connection that was lost closes the gate: what comes back may be another database, or another log.
 *
 * It also notices a Postgres that has stepped back (it crashed and lost its last commits, was restored, or set up anew): a partition in
 * which nothing new happens would never be read again otherwise.
 */
export async function watchServers(options: Options): Promise<void> {
  const { pool, admin, gate, readiness, onLag, onSteppedBack } = options;
  // Before the question: a checkpoint only moves forward meanwhile.
  const held = options.held();
  const [checkpoints, ends] = await Promise.all([
    ask('postgres', () => readCheckpoints(pool)),
    ask('kafka', () =>
      endsOf(
        admin,
        held.map(({ partition }) => partition),
      ),
    ),
  ]);
  if (checkpoints === undefined) return;
  const behind = held.flatMap(({ partition, position }) => {
    const now = checkpoints.get(partition);
    return now !== undefined && now.position < position ? [now] : [];
  });
  if (behind.length > 0) onSteppedBack(behind);
  if (ends === undefined) return;
  const lagOf = (partition: number, end: number) => end - (checkpoints.get(partition)?.position ?? -1) - 1;
  onLag(new Map([...ends].map(([partition, end]) => [partition, Math.max(0, lagOf(partition, end))])));

  async function ask<T>(server: 'postgres' | 'kafka', question: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await question();
      readiness.set(server, 'ok');
      return answer;
    } catch (error) {
      readiness.set(server, describeError(error));
      gate.close();
      return undefined;
    }
  }
}

async function endsOf(admin: LogAdmin, partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (partitions.length > 0) return admin.endOffsets(partitions);
  // Nothing is held, so nothing lags; but whether Kafka answers is of interest all the same.
  await admin.partitions();
  return new Map();
}
