import type pg from 'pg';
import { type Batch, noteIdsOf } from '../domain/batch.ts';
import type { Checkpoint } from '../domain/checkpoint.ts';
import { type Before, type Changes, projectBatches } from '../domain/project-batches.ts';
import { commitChanges } from './commit-changes.ts';
import { type LoadedNotes, loadNotes } from './load-notes.ts';
import { loadRows } from './load-rows.ts';
import { beginAndLock, type Locked } from './lock-checkpoints.ts';
import { withConnection } from './with-connection.ts';

/** What a transaction has done, and where its partitions stand after it. */
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
 * Exactly once: whoever applies a record moves its checkpoint in the same transaction, and whoever waits for the
 * checkpoint finds it moved. May be repeated after any error, also after a commit whose answer was lost.
 * Throws what Postgres answers, or EpochError; nothing is applied then.
 */
export async function applyBatches(pool: pg.Pool, epoch: string, batches: readonly Batch[]): Promise<Applied> {
  const partitions = batches.map(({ partition }) => partition);
  return withConnection(pool, async (client) => {
    const ids = noteIdsOf(batches);
    const records = batches.reduce((sum, batch) => sum + batch.records.length, 0);
    const [locked, notes] = await Promise.all([beginAndLock(client, partitions, records), loadNotes(client, ids)]);
    if (locked.epoch !== epoch) throw new EpochError(epoch, locked.epoch);
    const readModels = await loadReadModels(client, locked, notes, ids);
    const changes = projectBatches({ checkpoints: locked.checkpoints, chains: notes.chains, readModels }, batches);
    await commitChanges(client, epoch, changes);
    return { changes, checkpoints: standing(locked, changes) };
  });
}

/** The rows of each read model that is written; those of the live one are there already. */
async function loadReadModels(
  client: pg.PoolClient,
  { readModels }: Locked,
  { rows }: LoadedNotes,
  ids: readonly string[],
): Promise<Before['readModels']> {
  const [live, ...others] = readModels;
  if (live === undefined) throw new Error('no read model is live');
  const rowsOf = new Map([[live, rows]]);
  for (const version of others) rowsOf.set(version, await loadRows(client, version, ids));
  return rowsOf;
}

function standing({ checkpoints }: Locked, { moved }: Changes): ReadonlyMap<number, Checkpoint> {
  const after = new Map(checkpoints);
  for (const checkpoint of moved) after.set(checkpoint.partition, checkpoint);
  return after;
}
