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

/** The values of a statement that is being put together, and the names under which its text speaks of them. */
export type SqlValues = {
  readonly values: readonly unknown[];
  /** Takes a value in; what it gives, such as `$3::text[]`, stands for it in the text. */
  add(value: unknown, type: string): string;
};

export function createSqlValues(): SqlValues {
  const values: unknown[] = [];
  return {
    values,
    add(value, type) {
      values.push(value);
      return `$${values.length}::${type}`;
    },
  };
}

/** A statement of the few, or one of the many. */
export type NamedStatement = Statement & { readonly values: readonly unknown[] };

const most = 60;

/**
 * Gives statements that are put together names of their own, so that Postgres parses and plans each text once per connection. What a
 * plan takes, a quarter of a megabyte, stays in the memory of each connection, and combinations have no end. So only the first 60 texts
 * of a process get names; what comes after them is planned each time.
 */
export function createStatementNames(prefix: string) {
  const names = new Map<string, string>();
  return (text: string, values: readonly unknown[]): NamedStatement => {
    let name = names.get(text);
    if (name === undefined) {
      if (names.size >= most) return { text, values };
      name = `${prefix}-${names.size}`;
      names.set(text, name);
    }
    return { name, text, values };
  };
}
