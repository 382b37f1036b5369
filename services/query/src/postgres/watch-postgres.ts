import { type Readiness, type Resource, selectPosition } from '@notes/service';
import type { Pool } from 'pg';

const everyMs = 1_000;

/**
 * Tells the readiness check `postgres` once a second whether the read model can be read: Postgres answers and set-up has
 * been run. It waits for nothing: reads find out by themselves, and so they recover by themselves.
 */
export function watchPostgres(pool: Pool, readiness: Readiness): Resource {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const state = await selectPosition(pool).then(() => 'ok', describe);
    if (stopped) return;
    readiness.set('postgres', state);
    timer = setTimeout(() => void look(), everyMs);
  }

  return {
    name: 'postgres',
    async start() {
      readiness.set('postgres', 'not asked yet');
      void look();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await pool.end();
    },
  };
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
