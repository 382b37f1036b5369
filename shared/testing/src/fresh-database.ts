import { randomBytes } from 'node:crypto';
import { migrate, withClient } from '@notes/postgres';
import type {} from 'vitest';

declare module 'vitest' {
  /** The servers that a run of tests has started. */
  interface ProvidedContext {
    kafkaBrokers: string;
    databaseUrl: string;
    redisUrl: string;
    redisProgram: string;
  }
}

export type FreshDatabase = { readonly url: string; drop(): Promise<unknown> };

/** A database of its own for a test file, with all migrations applied. Drop it in `afterAll`. */
export async function freshDatabase(serverUrl: string): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  return { url: url.href, drop: () => execute(serverUrl, `drop database ${name} with (force)`) };
}

const execute = (url: string, sql: string) => withClient(url, (client) => client.query(sql));
