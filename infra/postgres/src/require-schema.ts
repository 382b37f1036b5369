import { migrationsTable } from './migrate.ts';

/** The newest migration. Software and schema are released together: this is the one that the software is written for. */
export const schemaVersion = '0001_log-and-read-model';

type Queryable = { query(text: string): Promise<{ rows: unknown[] }> };

const undefinedTable = '42P01';

/**
 * Resolves if the database has the schema that this software is written for, or a newer one (a roll-out migrates first).
 * Otherwise throws an Error that says what to run. Takes a pg pool or client; an error of the connection goes through.
 */
export async function requireSchema(db: Queryable): Promise<void> {
  if (!(await isApplied(db)))
    throw new Error(`the database lacks migration ${schemaVersion}: run \`notes setup\`, which applies it`);
}

async function isApplied(db: Queryable): Promise<boolean> {
  try {
    const { rows } = await db.query(`select from ${migrationsTable} where name = '${schemaVersion}'`);
    return rows.length > 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) return false;
    throw error;
  }
}
