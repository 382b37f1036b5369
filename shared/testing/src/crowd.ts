import type pg from 'pg';
import { crowdedDatabase } from './crowded-database.ts';
import { type Knowledge, setKnowledge } from './statistics.ts';
import { type RunPlan, tellingPlans, watchPlans } from './watch-plans.ts';

/** A crowded database for a test file that measures what statements cost. */
export type Crowd<Pool extends pg.Pool = pg.Pool> = {
  /** One connection, with the settings of the service under test. */
  readonly pool: Pool;
  /** The plans of all statements that `run` executes. */
  plans(run: () => Promise<unknown>): Promise<RunPlan[]>;
  /** How many pages of the database they read together. */
  pages(run: () => Promise<unknown>): Promise<number>;
  /** Sets what Postgres knows of tables, each with the column by which its rows came: `{ journal_entries: 'time' }`. */
  know(known: Knowledge, tables: Readonly<Record<string, string>>): Promise<void>;
  /** Ends the pool and drops the database. */
  end(): Promise<void>;
};

/** Copies the crowded database; `connect` opens a pool of one connection to it. */
export async function joinCrowd<Pool extends pg.Pool>(
  serverUrl: string,
  connect: (databaseUrl: string) => Pool,
): Promise<Crowd<Pool>> {
  const database = await crowdedDatabase(serverUrl);
  const pool = connect(tellingPlans(database.url));
  const { during: plans } = watchPlans(pool);
  return {
    pool,
    plans,
    pages: async (run) => (await plans(run)).reduce((sum, { pages }) => sum + pages, 0),
    async know(known, tables) {
      for (const [table, column] of Object.entries(tables)) await setKnowledge(pool, table, column, known);
    },
    async end() {
      await pool.end();
      await database.drop();
    },
  };
}
