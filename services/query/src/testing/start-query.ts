import type { AddressInfo } from 'node:net';
import { createPool, type Service } from '@notes/service';
import { eventually, freshDatabase } from '@notes/testing';
import type { Pool } from 'pg';
import { expect, inject } from 'vitest';
import { queryService } from '../app.ts';
import { send } from './send.ts';

export type QueryUnderTest = {
  /** The database as the projector has it. */
  readonly database: Pool;
  readonly app: Service;
  readonly url: string;
  /** One request on a connection of its own; `method` is GET by default. */
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  stop(): Promise<void>;
};

/**
 * Starts the query service on a free port and a fresh, migrated database. `env` overrides settings; `databaseUrl` may lead
 * the service to its database by a detour.
 */
export async function startQuery(
  env: NodeJS.ProcessEnv = {},
  databaseUrl: (url: string) => string | Promise<string> = (url) => url,
): Promise<QueryUnderTest> {
  const fresh = await freshDatabase(inject('databaseUrl'));
  const app = await queryService({
    DATABASE_URL: await databaseUrl(fresh.url),
    KAFKA_BROKERS: inject('kafkaBrokers'),
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...env,
  });
  for (const resource of app.resources) await resource.start();
  const database = createPool({ DATABASE_URL: fresh.url }, { logger: app.logger, name: 'test' });
  const { port } = app.server.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const get: QueryUnderTest['get'] = (path, headers = {}, method = 'GET') => send(`${url}${path}`, headers, method);
  // Loading the code makes the event loop late, and a late one turns requests away.
  await eventually(async () => expect((await get('/v1/status?unknown')).status).toBe(422), { timeoutMs: 20_000 });
  return {
    database,
    app,
    url,
    get,
    async stop() {
      for (const resource of [...app.resources].reverse()) await resource.stop();
      await database.end();
      await fresh.drop();
    },
  };
}
