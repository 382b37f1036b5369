import { setTimeout as wait } from 'node:timers/promises';
import { parsePosition } from '@notes/kernel';
import pg from 'pg';
import { backoffMs } from '../process/backoff.ts';
import type { Resource } from '../process/run-service.ts';
import type { ProgressWatch } from './progress-watch.ts';

/**
 * The channel of Postgres on which every transaction that moves the read model tells, with its commit, how far: by the
 * position of the partitions it has moved, or, where that is too long, by nothing.
 */
export const progressChannel = 'notes_progress';

type Options = {
  /** Shown by Postgres as application_name. */
  readonly name: string;
  readonly watch: Pick<ProgressWatch, 'hear' | 'setHearing'>;
};

const connectTimeoutMs = 3_000;
/** A server that has gone without a word is noticed by the next question. */
const pingEveryMs = 5_000;
const pingTimeoutMs = 3_000;

/**
 * Listens on a connection of its own, from its start to its stop, and tells the watch. Where nothing can be heard, on a standby
 * or behind a pooler of transactions, it goes on trying, and the watch goes on asking.
 *
 *   connecting  try again after a pause, for ever    → listening
 *   listening   the watch hears; a ping now and then → connecting, when the connection is lost
 */
export function listenToProgress(databaseUrl: string, { name, watch }: Options): Resource {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;

  async function listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: name,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: pingTimeoutMs,
    });
    const over = new AbortController();
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      signal.addEventListener('abort', () => resolve(), { signal: over.signal });
    });
    client.on('notification', ({ payload = '' }) => {
      const position = parsePosition(payload);
      if (position === undefined) watch.setHearing(true);
      else watch.hear(position);
    });
    try {
      await client.connect();
      await client.query(`listen ${progressChannel}`);
      watch.setHearing(true);
      await Promise.race([lost, ping(client, over.signal)]);
    } finally {
      over.abort();
      watch.setHearing(false);
      // A server that is gone would be waited for.
      void client.end().catch(() => undefined);
    }
  }

  async function ping(client: pg.Client, over: AbortSignal): Promise<void> {
    for (;;) {
      await wait(pingEveryMs, undefined, { signal: over });
      await client.query('select 1');
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
      const begun = performance.now();
      await listen().catch(() => undefined);
      if (performance.now() - begun > pingEveryMs) failures = 0;
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
