import type pg from 'pg';

/** Whose log the database follows. */
export type Identity = { readonly epoch: string; readonly partitions: number };

const undefinedTable = '42P01';
const notSetUp = 'the database has not been set up: run `notes setup`';

/** Throws an Error that says what to do where set-up has not been run. */
export async function selectIdentity(pool: pg.Pool): Promise<Identity> {
  const identity = await select(pool);
  if (identity === undefined) throw new Error(notSetUp);
  return identity;
}

async function select(pool: pg.Pool): Promise<Identity | undefined> {
  try {
    const { rows } = await pool.query<Identity>('select epoch, partitions from log_identity');
    return rows[0];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) return undefined;
    throw error;
  }
}
