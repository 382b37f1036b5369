import type pg from 'pg';
import { type Batch, noteIdsOf } from '../domain/batch.ts';
import type { Checkpoint } from '../domain/checkpoint.ts';
import { type Before, type Changes, projectBatches } from '../domain/project-batches.ts';
import { inPartitions } from './in-partitions.ts';
import { loadNotes } from './load-notes.ts';
import { loadRows } from './load-rows.ts';
import type { Locked } from './lock-checkpoints.ts';
import { writeChanges } from './write-changes.ts';

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
 * Applies batches, each of another partition, in one transaction of four round trips: begin and lock, load, write, commit.
 * Exactly once: whoever applies a record moves its checkpoint in the same transaction, and whoever waits for the
 * checkpoint finds it moved. May be repeated after any error, also after a commit whose answer was lost.
 * Throws what Postgres answers, or EpochError; nothing is applied then.
 */
export async function applyBatches(pool: pg.Pool, epoch: string, batches: readonly Batch[]): Promise<Applied> {
  const partitions = batches.map(({ partition }) => partition);
  return inPartitions(pool, partitions, async (client, locked) => {
    if (locked.epoch !== epoch) throw new EpochError(epoch, locked.epoch);
    const changes = await project(client, { ...locked, epoch }, batches);
    return { changes, checkpoints: standing(locked, changes) };
  });
}

async function project(
  client: pg.PoolClient,
  locked: Locked & { readonly epoch: string },
  batches: readonly Batch[],
): Promise<Changes> {
  const before = await load(client, locked, noteIdsOf(batches));
  const changes = projectBatches(before, batches);
  if (changes.moved.length > 0) await writeChanges(client, locked.epoch, changes);
  return changes;
}

async function load(client: pg.PoolClient, locked: Locked, ids: readonly string[]): Promise<Before> {
  const { checkpoints, readModels } = locked;
  const [live, ...others] = readModels;
  if (live === undefined) throw new Error('no read model is live');
  const { chains, rows } = await loadNotes(client, live, ids);
  const rowsOf = new Map([[live, rows]]);
  for (const version of others) rowsOf.set(version, await loadRows(client, version, ids));
  return { checkpoints, chains, readModels: rowsOf };
}

function standing({ checkpoints }: Locked, { moved }: Changes): ReadonlyMap<number, Checkpoint> {
  const after = new Map(checkpoints);
  for (const checkpoint of moved) after.set(checkpoint.partition, checkpoint);
  return after;
}
