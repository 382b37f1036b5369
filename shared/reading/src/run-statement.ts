import { ProblemError } from '@notes/service';
import type { Pool } from 'pg';

/**
 * With a name, Postgres parses and plans a statement once per connection; one name has one text, and there must be few.
 * Without, it plans anew for the values at hand.
 */
export type Statement = { readonly name?: string; readonly text: string };

/** A server that hangs is told from a slow one by this. The statements here take milliseconds. */
const timeoutMs = 3_000;

const undefinedTable = '42P01';
/** Conditions of the server, not of the statement: connections, resources, operator's intervention, no such database. */
const passing = /^(?:08|28|53|57|58|3D)/;

/**
 * Runs a statement on a connection of the pool and gives its rows as tuples. Throws the problem `unavailable` within
 * seconds when Postgres is away (its cause is what Postgres says, which is not for clients) or set-up has not been run; any other error is a defect and comes as it is.
 */
export async function runStatement<Row extends readonly unknown[]>(
  pool: Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  try {
    const { name, text } = statement;
    // Written out, because spreading the statement took 8 µs of every read.
    const query = { name, text, values: values as unknown[], rowMode: 'array' as const, query_timeout: timeoutMs };
    return (await pool.query(query)).rows as unknown as Row[];
  } catch (error) {
    throw asProblem(error);
  }
}

const setupMissing = 'set-up has not been run: run `notes setup`';

/** No row where there must be one means that the log has not been opened. */
export const notSetUp = (): ProblemError => new ProblemError('unavailable', `The database is empty: ${setupMissing}.`);

function asProblem(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === undefinedTable) return notSetUp();
  // The driver's own errors (refused, reset, timed out) carry no code of five characters.
  const away = code.length !== 5 || passing.test(code);
  const detail = 'Postgres, which holds the read model, is away.';
  return away ? new ProblemError('unavailable', detail, { cause: error }) : error;
}
