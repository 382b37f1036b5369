import type { LogAdmin } from '@notes/log';
import { findOpened, type Logger, otherLog, type Readiness, type Resource } from '@notes/service';
import type { Pool } from 'pg';
import { selectPosition } from './position-table.ts';

type Options = {
  readonly pool: Pool;
  readonly admin: LogAdmin;
  readonly readiness: Pick<Readiness, 'set'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  readonly everyMs?: number;
};

export type LogWatch = Resource & {
  /** Of the log in the topic; undefined while nobody has seen it. */
  readonly epoch: () => string | undefined;
};

/**
 * Reports in the readiness check `log` that the database follows another log than the topic holds: a backup of another system was
 * restored, or an address is wrong. Kafka is asked once, and again only while they differ: reads must not depend on it.
 */
export function watchLog({ pool, admin, readiness, logger, everyMs = 1_000 }: Options): LogWatch {
  let epoch: string | undefined;
  let state = 'ok';
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const followed = (await selectPosition(pool)).epoch;
    if (epoch !== followed) epoch = (await findOpened(admin, [0])).opened?.epoch ?? epoch;
    if (!stopped) report(epoch === undefined || epoch === followed ? 'ok' : otherLog(followed, epoch));
  }

  function report(now: string): void {
    readiness.set('log', now);
    if (now !== state && now === 'ok') logger.info('log and database belong together');
    else if (now !== state) logger.error({ reason: now }, 'nothing is read: log and database do not belong together');
    state = now;
  }

  async function lookOnAndOn(): Promise<void> {
    // Without Postgres or Kafka nothing new is known, which their own checks show.
    await look().catch(() => undefined);
    if (!stopped) timer = setTimeout(() => void lookOnAndOn(), everyMs);
  }

  return {
    name: 'log of the database',
    epoch: () => epoch,
    async start() {
      void lookOnAndOn();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
