import pg from 'pg';
import type { Logger } from '../process/logger.ts';
import { columnTypes } from './column-types.ts';
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
   * Plan no sequential scan where there is an index. For whoever asks by key, over and over: a session that has planned a
   * statement while its table was small keeps that plan, and would read all of it when it is large.
   */
  readonly byIndex?: boolean;
  /**
   * What is asked on one connection in one turn goes out at once, not each when the one before is answered. One that fails
   * does not keep those behind it from being tried.
   */
  readonly pipeline?: boolean;
};

const connectTimeoutMs = 3000;
const defaultStatementTimeoutMs = 10_000;
const answerGraceMs = 2000;

/**
 * A pool of connections to Postgres. Sessions are in UTC; int8 comes as number, timestamptz as RFC 3339 text. Connects when first used,
 * gives up on connecting, or on a free connection, after 3 seconds, and on a server that no longer answers soon after
 * the statement's time is over. Losing an idle connection is logged, never thrown.
 */
export function createPool(settings: PoolSettings, options: PoolOptions): pg.Pool {
  const { logger, name, max = settings.DATABASE_POOL_MAX ?? 10 } = options;
  const statementTimeoutMs = options.statementTimeoutMs ?? defaultStatementTimeoutMs;
  const pool = new pg.Pool({
    connectionString: withSessionSettings(settings.DATABASE_URL, statementTimeoutMs, options.byIndex ?? false),
    application_name: name,
    min: Math.min(settings.DATABASE_POOL_MIN ?? 0, max),
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: statementTimeoutMs + answerGraceMs,
    keepAlive: true,
    ...(options.pipeline === true && { pipeline: true, stream: () => new TurnSocket() }),
    types: columnTypes,
  });
  // The error carries the whole connection with it, which is no matter for a log.
  pool.on('error', ({ message }) => logger.warn({ reason: message }, 'postgres: an idle connection was lost'));
  return pool;
}

/** In the start packet, so that no query of ours can run before them, and beside options that the address has itself. */
function withSessionSettings(databaseUrl: string, statementTimeoutMs: number, byIndex: boolean): string {
  const url = new URL(databaseUrl);
  const own = url.searchParams.get('options');
  // Where a scan is all there is, Postgres counts it as so dear that it would compile the statement first, for 100 ms.
  const plans = byIndex ? ' -c enable_seqscan=off -c jit=off' : '';
  const ours = `-c TimeZone=UTC -c DateStyle=ISO -c statement_timeout=${statementTimeoutMs}${plans}`;
  url.searchParams.set('options', own === null ? ours : `${own} ${ours}`);
  return url.href;
}
