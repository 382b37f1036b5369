import type pg from 'pg';
import type { Logger } from '../process/logger.ts';

type SessionSettings = {
  readonly statementTimeoutMs: number;
  readonly byIndex: boolean;
};

/** What the driver knows and its types leave out: the process at the other end, as it introduced itself. */
type Introduced = { readonly processID: number | null };

/**
 * Prepares each new connection of a pool before anything else uses it: UTC, ISO dates, a limit on every statement, and
 * plans by index where they are asked for. By statements, since poolers refuse a start packet with `options`.
 *
 * A pooler introduces itself with a number that is not that of a server process. What it does not track would stay with
 * a connection to the server, for whichever client comes next; so through a pooler only the tracked settings are made, and the others are
 * left to the role. If the role has no limit on statements either, that is logged once, with the command that sets it.
 */
export function sessionPreparer(logger: Pick<Logger, 'warn'>) {
  let warned = false;
  return async (client: pg.ClientBase, { statementTimeoutMs, byIndex }: SessionSettings): Promise<void> => {
    const { rows } = await client.query<Session>(
      `select pg_backend_pid() as pid, set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO', false),
        current_setting('statement_timeout') as timeout, current_user as role, current_database() as database`,
    );
    const [session] = rows;
    if (session === undefined) return;
    if (session.pid === (client as pg.ClientBase & Introduced).processID) {
      await client.query(`set statement_timeout = ${statementTimeoutMs}${byIndex ? `; ${plansByIndex}` : ''}`);
    } else if (session.timeout === '0' && !warned) {
      warned = true;
      logger.warn(
        { run: `alter role "${session.role}" in database "${session.database}" set statement_timeout = '10s'` },
        'postgres: connected through a pooler, and the role has no statement_timeout: statements may run without a limit',
      );
    }
  };
}

// Where a scan or a sort is all there is, Postgres counts it as so dear that it would compile the statement first, for 100 ms.
// With one way only, a plan for all values is as good as one for these.
const plansByIndex =
  'set enable_seqscan = off; set enable_sort = off; set jit = off; set plan_cache_mode = force_generic_plan';

type Session = { pid: number; timeout: string; role: string; database: string };
