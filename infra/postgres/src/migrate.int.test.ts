import { randomBytes } from 'node:crypto';
import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { migrate } from './migrate.ts';
import { migrationFiles } from './migration-files.ts';
import { withClient } from './with-client.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const newest = [...migrationFiles().keys()].at(-1);
const name = `migrate_${randomBytes(6).toString('hex')}`;
const server = new URL(inject('databaseUrl'));
const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;

beforeEach(() => query(server.href, `create database ${name}`));
afterEach(() => query(server.href, `drop database ${name} with (force)`));

const query = async (databaseUrl: string, sql: string): Promise<unknown[]> =>
  withClient(databaseUrl, async (client) => (await client.query(sql)).rows);

test('the first run applies every migration and the second none', async () => {
  expect(await migrate(url)).toEqual([...migrationFiles().keys()]);
  expect(await migrate(url)).toEqual([]);
});

test('three at once apply each migration once', async () => {
  const runs = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(runs.flat()).toEqual([...new Set(runs.flat())]);
  expect(runs.flat()).toContain(newest);
});

test('a connection that is lost while it waits for its turn ends the run with an error, and nothing else', async () => {
  await withClient(url, async (other) => {
    await other.query('select pg_advisory_lock($1)', [PG_MIGRATE_LOCK_ID]);
    const run = expect(migrate(url)).rejects.toThrow('terminating connection');
    const waiting = "select pid from pg_locks where locktype = 'advisory' and not granted";
    await vi.waitFor(async () => expect((await other.query(waiting)).rows).toHaveLength(1), 5000);
    await other.query(`select pg_terminate_backend(pid) from (${waiting}) waiting`);
    await run;
  });
  expect(await migrate(url)).toContain(newest);
});

test('the log hears what is applied', async () => {
  const lines: string[] = [];
  await migrate(url, { log: (line) => lines.push(line) });
  expect(lines.join('\n')).toContain(newest);
});

test('a server that is away is an error of the connection, not of the schema', async () => {
  await expect(migrate('postgres://notes@127.0.0.1:1/notes')).rejects.toThrow('ECONNREFUSED');
});
