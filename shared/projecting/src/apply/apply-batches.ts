import type { Checkpoint } from '@notes/kernel';
import type pg from 'pg';
import { beginAndLock, type Locked } from '../checkpoints.ts';
import { type Batch, subjectsOf } from '../domain/batch.ts';
import { type Before, type Changes, projectBatches } from '../domain/project-batches.ts';
import { familiesOf, type ReadModel } from '../domain/projection.ts';
import { type LoadedSubjects, loadRows, loadSubjects } from '../load-subjects.ts';
import { withConnection } from '../with-connection.ts';
import { commitChanges } from './commit-changes.ts';

/** What a transaction has done, and the checkpoints of its partitions after it. */
export type Applied = { readonly changes: Changes; readonly checkpoints: ReadonlyMap<number, Checkpoint> };

/** The database follows another log than the one whose records these are: nothing may be applied. */
export class EpochError extends Error {
  constructor(expected: string, found: string | null) {
    super(`the database follows the log ${found ?? 'of no epoch'}, not ${expected}`);
    this.name = 'EpochError';
  }
}

/**
 * Applies batches, each of another partition, in one transaction of two round trips: begin, lock and load; write and commit.
 * Exactly once: a record is applied and its checkpoint moved in the same transaction, and a transaction that waited for the
 * checkpoint finds it moved. May be repeated after any error, also after a commit whose answer was lost.
 * Throws what Postgres answers, or EpochError; nothing is applied then.
 */
export async function applyBatches(
  readModel: ReadModel,
  pool: pg.Pool,
  epoch: string,
  batches: readonly Batch[],
): Promise<Applied> {
  const partitions = batches.map(({ partition }) => partition);
  return withConnection(pool, async (client) => {
    const ids = subjectsOf(batches);
    const records = batches.reduce((sum, batch) => sum + batch.records.length, 0);
    const [locked, live] = await Promise.all([
      beginAndLock(client, partitions, records),
      loadSubjects(readModel, client, ids),
    ]);
    if (locked.epoch !== epoch) throw new EpochError(epoch, locked.epoch);
    const rowsOf = (version: number) => loadRows(readModel, client, version, ids);
    const readModels = await loadReadModels(locked, live, rowsOf);
    const before = { checkpoints: locked.checkpoints, heads: live.heads, readModels };
    const changes = projectBatches(readModel, before, batches);
    await commitChanges(client, epoch, changes, familiesOf(readModel));
    return { changes, checkpoints: checkpointsAfter(locked, changes) };
  });
}

/** The rows of each read model that is written; those of the live one are there already. */
async function loadReadModels(
  { readModels }: Locked,
  { rows }: LoadedSubjects,
  rowsOf: (version: number) => Promise<LoadedSubjects['rows']>,
): Promise<Before['readModels']> {
  const [live, ...others] = readModels;
  if (live === undefined) throw new Error('no read model is live');
  const loaded = new Map([[live, rows]]);
  for (const version of others) loaded.set(version, await rowsOf(version));
  return loaded;
}

function checkpointsAfter({ checkpoints }: Locked, { moved }: Changes): ReadonlyMap<number, Checkpoint> {
  const after = new Map(checkpoints);
  for (const checkpoint of moved) after.set(checkpoint.partition, checkpoint);
  return after;
}
