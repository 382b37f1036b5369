import type pg from 'pg';
import type { LogIdentity } from './log-faults.ts';

const undefinedTable = '42P01';

/** Which log the database follows; undefined before set-up has been run. */
export async function readIdentity(pool: pg.Pool): Promise<LogIdentity | undefined> {
  try {
    const { rows } = await pool.query<LogIdentity>('select epoch, partitions from log_identity');
    return rows[0];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) return undefined;
    throw error;
  }
}
