import type pg from 'pg';
import { type Metrics, readAtScrape } from '../process/metrics.ts';

/** Shows how far a pool of connections to Postgres is used. A process has one. */
export function showPool(metrics: Metrics, pool: pg.Pool): void {
  const { gauge, gauges } = readAtScrape(metrics);
  gauges('notes_postgres_connections', 'Connections to Postgres, by whether they are in use.', 'state', () => [
    ['busy', pool.totalCount - pool.idleCount],
    ['idle', pool.idleCount],
  ]);
  gauge('notes_postgres_connections_limit', 'How many there may be.', () => pool.options.max);
  gauge('notes_postgres_waiting', 'Queries and transactions that wait for one.', () => pool.waitingCount);
}
