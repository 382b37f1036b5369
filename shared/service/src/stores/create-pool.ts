import { Outage } from '@notes/log';
import pg from 'pg';
import type { Logger } from '../process/logger.ts';
import { columnTypes } from './column-types.ts';
import { sessionPreparer } from './prepare-session.ts';
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
   * Plan no sequential scan where there is an index, and no sort where an index has the order. For whoever asks by key, and for
   * pages, over and over: a session that has planned a statement while its table was small keeps that plan, and would read all of
   * it when it is large; and what a table holds, Postgres learns late. In such a session an order by more than one table leads
   * through the whole index of the first: let each table be put in order by itself (`lateral`, `limit`).
   */
  readonly byIndex?: boolean;
  /**
   * What is asked on one connection in one turn goes out at once, not each when the one before is answered. One that fails
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
    onConnect: (client) => prepare(client, { statementTimeoutMs, byIndex: options.byIndex ?? false }),
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
