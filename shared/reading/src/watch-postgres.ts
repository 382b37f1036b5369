import { Outage } from '@notes/log';
import { describeError, type Logger, type Readiness, type Resource } from '@notes/service';
import type { Pool } from 'pg';
import { selectPosition } from './position-table.ts';

const everyMs = 1_000;

type Options = { readonly readiness: Readiness; readonly logger: Pick<Logger, 'info' | 'warn'> };

/**
 * Reports in the readiness check `postgres`, once a second, whether the read model can be read: Postgres answers and set-up
 * has been run. The reason is logged once an outage. Nothing waits for it: reads fail and recover by themselves.
 */
export function watchPostgres(pool: Pool, { readiness, logger }: Options): Resource {
  const outage = new Outage({
    onBegin: (reason) => logger.warn({ reason }, 'postgres: the read model cannot be read'),
    onEnd: (_, seconds) => logger.info({ seconds }, 'postgres: the read model can be read again'),
  });
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const state = await selectPosition(pool).then(() => 'ok', reasonOf);
    if (stopped) return;
    readiness.set('postgres', state);
    if (state === 'ok') outage.worked();
    else outage.failed(state);
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
      outage.forget();
      clearTimeout(timer);
      await pool.end();
    },
  };
}

/** Clients learn that Postgres is unavailable, operators also why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? describeError(error) : `${describeError(error)} ${describeError(cause)}`;
}
