import type pg from 'pg';
import type { ReadModel } from '../domain/projection.ts';
import { writeTables } from '../write-tables.ts';
import { type BuildLease, beginBuildStep, recordBuildStep } from './build-lease.ts';
import { foldPages, type JournalPage, readJournal } from './fold-journal.ts';

export type HandOver = BuildLease & {
  /** The position that the build has come to, by partition. */
  readonly positions: ReadonlyMap<number, number>;
  /** If more events are left than this, nothing is done. */
  readonly atMost: number;
};

/**
 * Makes a version that is nearly built ready, and answers whether it did: folds what is left of the journal while nothing can
 * be added to it. From then on projectors write the version with every transaction, and none is missed:
 *
 * - A transaction that applies records holds rows of the checkpoints, and with them a share of the table's lock, from its
 *   beginning to its end. So the lock taken here is had when no such transaction is under way.
 * - One that ended before has committed its part of the journal, which is read here, by a statement that begins later.
 * - One that comes after waits at its first statement until this is committed. It looks up what is to be written by a later
 *   statement, whose snapshot has the version among those that are ready.
 */
export async function handOver(
  readModel: ReadModel,
  client: pg.PoolClient,
  { version, builder, positions, atMost }: HandOver,
): Promise<boolean> {
  await beginBuildStep(client);
  await client.query('lock table checkpoints in exclusive mode');
  const pages = await readRest(readModel, client, positions, atMost + 1);
  const events = pages.reduce((sum, page) => sum + page.events.length, 0);
  if (events > atMost) {
    await client.query('rollback');
    return false;
  }
  await recordBuildStep(client, { version, builder, events, perSecond: 0 });
  const { writes } = await foldPages(readModel, client, version, pages);
  await writeTables(client, writes);
  await client.query('delete from read_model_positions where version = $1', [version]);
  await client.query(
    "update read_models set state = 'ready', since = now(), builder = null, leased_until = null where version = $1",
    [version],
  );
  await client.query('commit');
  return true;
}

async function readRest(
  { aggregate }: ReadModel,
  client: pg.PoolClient,
  positions: ReadonlyMap<number, number>,
  limit: number,
): Promise<JournalPage[]> {
  const { rows } = await client.query<{ partition: number; journal_pos: number }>(
    'select partition, journal_pos from checkpoints where journal_pos is not null',
  );
  const pages: JournalPage[] = [];
  for (const { partition, journal_pos } of rows) {
    const after = positions.get(partition) ?? -1;
    if (journal_pos > after) pages.push(await readJournal(aggregate, client, { partition, after, limit }));
  }
  return pages;
}
