import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parsePosition } from '@notes/kernel';
import { within } from '@notes/log';
import type { Logger, Resource } from '@notes/service';
import { backoffMs } from '@notes/service';
import pg from 'pg';
import type { ProgressWatch } from './progress-watch.ts';

/**
 * The channel of Postgres on which every transaction that moves the read model tells, with its commit, how far: by the
 * position of the partitions it has moved, or, where that is too long, by nothing.
 */
export const progressChannel = 'notes_progress';

/** The channel of Postgres on which listeners find out whether anything arrives. */
const echoChannel = 'notes_echo';

type Options = {
  /** Shown by Postgres as application_name. */
  readonly name: string;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly watch: Pick<ProgressWatch, 'hear' | 'setHearing'>;
  /** Connections to the same database, by which notifications are sent, as the projector sends its own. */
  readonly pool: Pick<pg.Pool, 'query'>;
};

const connectTimeoutMs = 3_000;
/** A server that has gone without a word, or a pooler that swallows notifications, is noticed by the next echo. */
const echoEveryMs = 5_000;
const echoTimeoutMs = 3_000;

/**
 * Listens on a connection of its own, from its start to its stop, and moves the watch. A successful LISTEN proves nothing:
 * a pooler of transactions answers it, and no notification ever arrives. So the watch counts as hearing only once a
 * notification that was sent on another connection has been heard, and that is repeated for as long as it listens.
 * Where nothing is heard, on a standby or behind such a pooler, it goes on trying, and the watch polls.
 *
 *   connecting  try again after a pause, for ever            → deaf
 *   deaf        LISTEN is answered, an echo is on its way    → listening, when it is heard; connecting, when it is not
 *   listening   the watch hears; an echo now and then        → connecting, when the connection or an echo is lost
 */
export function listenToProgress(databaseUrl: string, { name, logger, watch, pool }: Options): Resource {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;
  let failed: string | undefined;

  async function listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: name,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: echoTimeoutMs,
    });
    const over = new AbortController();
    const lost = new Promise<never>((_, reject) => {
      client.on('error', reject);
      signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
    });
    // It may be lost before it is waited for.
    lost.catch(() => undefined);
    const echo = echoes();
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === echoChannel) return echo.hear(payload);
      const position = parsePosition(payload);
      if (position === undefined) watch.setHearing(true);
      else watch.hear(position);
    });
    try {
      await client.connect();
      await client.query(`listen ${progressChannel}; listen ${echoChannel}`);
      await Promise.race([lost, listenWhileEchoed(echo, over.signal)]);
    } finally {
      over.abort();
      watch.setHearing(false);
      // A server that is gone would be waited for.
      void client.end().catch(() => undefined);
    }
  }

  async function listenWhileEchoed(echo: Echoes, over: AbortSignal): Promise<never> {
    for (let first = true; ; first = false) {
      await echo.sent((payload) => pool.query('select pg_notify($1, $2)', [echoChannel, payload]));
      if (first) {
        watch.setHearing(true);
        if (failed !== undefined) logger.info('notifications of Postgres arrive again');
        failed = undefined;
      }
      await wait(echoEveryMs, undefined, { signal: over });
    }
  }

  function onFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (signal.aborted || reason === failed) return;
    failed = reason;
    logger.warn({ reason }, 'notifications of Postgres do not arrive: reads that wait for a position poll instead');
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      const begun = performance.now();
      await listen().catch(onFailure);
      if (performance.now() - begun > echoEveryMs) failures = 0;
      await wait(backoffMs(failures), undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    name: 'progress-news',
    async start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

type Echoes = ReturnType<typeof echoes>;

function echoes() {
  let expected = '';
  let heard = (): void => undefined;
  return {
    hear(payload: string): void {
      if (payload === expected) heard();
    },
    /** Resolves when what is sent is heard; throws after 3 seconds, or what sending does. */
    async sent(send: (payload: string) => Promise<unknown>): Promise<void> {
      expected = randomUUID();
      const echo = new Promise<void>((resolve) => {
        heard = resolve;
      });
      await send(expected);
      await within(echoTimeoutMs, echo, () => {
        throw new Error('a notification sent on another connection was not heard, as behind a pooler of transactions');
      });
    },
  };
}
