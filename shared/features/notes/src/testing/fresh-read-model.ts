import { createLogger, createPool } from '@notes/service';
import { freshDatabase } from '@notes/testing';
import type pg from 'pg';
import { inject } from 'vitest';

export const testEpoch = 'abcd1234';

export type FreshReadModel = {
  readonly url: string;
  readonly pool: pg.Pool;
  /** All that the projector writes, in an order of its own. */
  tables(): Promise<unknown>;
  drop(): Promise<void>;
};

/** A database of its own that follows the test's log, with checkpoints at the beginning of each partition. */
export async function freshReadModel(partitions: number): Promise<FreshReadModel> {
  const fresh = await freshDatabase(inject('databaseUrl'));
  const pool = createPool(
    { DATABASE_URL: fresh.url },
    { logger: createLogger('projector-test', 'silent'), name: 'projector-test', max: 5, pipeline: true },
  );
  await pool.query('insert into log_identity (epoch, partitions) values ($1, $2)', [testEpoch, partitions]);
  await pool.query('insert into checkpoints (partition, position) select generate_series(0, $1::int - 1), -1', [
    partitions,
  ]);
  return {
    url: fresh.url,
    pool,
    tables: () => tables(pool),
    async drop() {
      await pool.end();
      await fresh.drop();
    },
  };
}

async function tables(pool: pg.Pool): Promise<unknown> {
  const rows = async (sql: string) => (await pool.query(sql)).rows;
  return {
    journal: await rows('select * from journal_entries order by partition, pos'),
    notes: await rows('select * from notes order by id'),
    totals: await rows('select * from stats_totals order by partition'),
    authors: await rows('select * from stats_authors order by created_by, partition'),
    priorities: await rows('select * from stats_priorities order by priority, partition'),
    days: await rows('select * from stats_days order by day, partition'),
    checkpoints: await rows('select * from checkpoints order by partition'),
  };
}
