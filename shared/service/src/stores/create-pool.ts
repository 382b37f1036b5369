import { Outage } from '@notes/log';
import pg from 'pg';
import type { Logger } from '../process/logger.ts';
import { TurnSocket } from './turn-socket.ts';

export type PoolSettings = {
  readonly DATABASE_URL: string;
  readonly DATABASE_POOL_MIN?: number;
  readonly DATABASE_POOL_MAX?: number;
};

type PoolOptions = {
  readonly logger: Pick<Logger, 'warn'>;
  /** Shown by Postgres as application_name. */
  readonly name: string;
  /** In place of DATABASE_POOL_MAX. */
  readonly max?: number;
  /** How long one statement may take, 10 seconds by default. */
  readonly statementTimeoutMs?: number;
  /**
   * Plan no sequential scan where there is an index, and no sort where an index has the order. For queries by key, and for
   * pages, that are repeated over and over: a session that has planned a statement while its table was small keeps that plan, and would read all of
   * it when it is large; and what a table holds, Postgres learns late. In such a session an order by more than one table leads
   * through the whole index of the first: let each table be put in order by itself (`lateral`, `limit`).
   */
  readonly preferIndexes?: boolean;
  /**
   * Queries made on one connection in one turn go out at once, not each when the one before is answered. One that fails
   * does not keep those behind it from being tried.
   */
  readonly pipeline?: boolean;
  /** How old a connection gets before another one takes its place, about 5 minutes by default. */
  readonly maxAgeSeconds?: number;
};

const connectTimeoutMs = 3000;
const defaultStatementTimeoutMs = 10_000;
const answerGraceMs = 2000;
const defaultMaxAgeSeconds = 300;

/**
 * A pool of connections to Postgres, directly or through a pooler (see `sessionPreparer`). Sessions are in UTC; int8 comes as number, timestamptz as RFC 3339 text. Connects when first used,
 * gives up on connecting, or on a free connection, after 3 seconds, and on a server that no longer answers soon after
 * the statement's time is over. Losing an idle connection is logged, never thrown. No connection is kept for ever: behind the address
 * there may be another server by now, and one that was left alone would go on answering with old rows.
 */
export function createPool(settings: PoolSettings, options: PoolOptions): pg.Pool {
  const { logger, name, max = settings.DATABASE_POOL_MAX ?? 10 } = options;
  const statementTimeoutMs = options.statementTimeoutMs ?? defaultStatementTimeoutMs;
  const prepare = sessionPreparer(logger);
  const pool = new pg.Pool({
    connectionString: settings.DATABASE_URL,
    application_name: name,
    min: Math.min(settings.DATABASE_POOL_MIN ?? 0, max),
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: statementTimeoutMs + answerGraceMs,
    keepAlive: true,
    maxLifetimeSeconds: (options.maxAgeSeconds ?? defaultMaxAgeSeconds) * (0.8 + 0.4 * Math.random()),
    onConnect: (client) => prepare(client, { statementTimeoutMs, preferIndexes: options.preferIndexes ?? false }),
    ...(options.pipeline === true && { pipeline: true, stream: () => new TurnSocket() }),
    types: columnTypes,
  });
  // Ten connections are lost together. The error carries the whole connection with it, which is no matter for a log.
  const outage = new Outage({
    onBegin: (reason) => logger.warn({ reason }, 'postgres: an idle connection was lost'),
    onEnd: () => {},
  });
  pool.on('error', ({ message }) => outage.failed(message));
  pool.on('connect', () => outage.worked());
  return pool;
}

type SessionSettings = {
  readonly statementTimeoutMs: number;
  readonly preferIndexes: boolean;
};

/** What the driver knows and its types leave out: the process at the other end, as it introduced itself. */
type Introduced = { readonly processID: number | null };

/**
 * Prepares each new connection of a pool before anything else uses it: UTC, ISO dates, a limit on every statement, and
 * plans by index if `byIndex`. By statements, since poolers refuse a start packet with `options`.
 *
 * A pooler introduces itself with a number that is not that of a server process. What it does not track would stay with
 * a connection to the server, for whichever client comes next; so through a pooler only the tracked settings are made, and the others are
 * left to the role. If the role has no limit on statements either, that is logged once, with the command that sets it.
 */
function sessionPreparer(logger: Pick<Logger, 'warn'>) {
  let warned = false;
  return async (client: pg.ClientBase, { statementTimeoutMs, preferIndexes }: SessionSettings): Promise<void> => {
    const { rows } = await client.query<Session>(
      `select pg_backend_pid() as pid, set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO', false),
        current_setting('statement_timeout') as timeout, current_user as role, current_database() as database`,
    );
    const [session] = rows;
    if (session === undefined) return;
    if (session.pid === (client as pg.ClientBase & Introduced).processID) {
      await client.query(
        `set statement_timeout = ${statementTimeoutMs}${preferIndexes ? `; ${preferringIndexes}` : ''}`,
      );
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
const preferringIndexes =
  'set enable_seqscan = off; set enable_sort = off; set jit = off; set plan_cache_mode = force_generic_plan';

type Session = { pid: number; timeout: string; role: string; database: string };

const text = /^(\d{4,})-(\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00(?::?00)?$/;

/**
 * An instant as Postgres writes it in a UTC session (`2026-01-31 12:00:00.12+00`) as we write it
 * (`2026-01-31T12:00:00.120Z`). Digits beyond milliseconds are cut off. Throws on what has no such form: infinity, years BC.
 */
export function readTimestamp(value: string): string {
  // Nine in ten have three digits after the point, and a page of notes has a hundred.
  if (value.length === 26 && value[19] === '.' && value.endsWith('+00'))
    return `${value.slice(0, 10)}T${value.slice(11, 23)}Z`;
  const match = text.exec(value);
  if (match === null) throw new Error(`not an instant that RFC 3339 can hold: ${value}`);
  const [, year = '', day = '', time = '', fraction = ''] = match;
  return `${year}-${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

const int8 = 20;
const int8Array = 1016;
const timestamptz = 1184;

/**
 * How columns become values: int8 a number (and an error beyond 2^53, rather than a wrong one), timestamptz RFC 3339 text
 * with milliseconds and Z, all else as pg has it.
 */
const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string) => {
    if (format !== 'binary') {
      if (oid === int8) return readInteger;
      if (oid === int8Array) return readIntegers;
      if (oid === timestamptz) return readTimestamp;
    }
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

function readInteger(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`beyond the integers that a number holds exactly: ${value}`);
  return number;
}

const readIntegers = (value: string): (number | null)[] =>
  value === '{}'
    ? []
    : value
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : readInteger(item)));
