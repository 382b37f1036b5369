import { Outage } from '@notes/log';
import { selectPosition } from '@notes/reading';
import { describeError, type Logger, type Readiness, type Resource } from '@notes/service';
import type { Pool } from 'pg';

const everyMs = 1_000;

type Options = { readonly readiness: Readiness; readonly logger: Pick<Logger, 'info' | 'warn'> };

/**
 * Tells the readiness check `postgres` once a second whether the read model can be read: Postgres answers and set-up has
 * been run; why not stands in the log, too, once an outage. It waits for nothing: reads find out by themselves, and so they recover
 * by themselves.
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

/** Clients are told that Postgres is away, operators also what it says. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? describeError(error) : `${describeError(error)} ${describeError(cause)}`;
}
