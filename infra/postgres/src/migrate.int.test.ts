import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { PG_MIGRATE_LOCK_ID } from 'node-pg-migrate';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { migrate } from './migrate.ts';
import { requireSchema, schemaVersion } from './require-schema.ts';
import { withClient } from './with-client.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const name = `migrate_${randomBytes(6).toString('hex')}`;
const server = new URL(inject('databaseUrl'));
const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;

beforeEach(() => query(server.href, `create database ${name}`));
afterEach(() => query(server.href, `drop database ${name} with (force)`));

const query = async (databaseUrl: string, sql: string): Promise<unknown[]> =>
  withClient(databaseUrl, async (client) => (await client.query(sql)).rows);

async function withPool<T>(use: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url });
  // Its connections may still be closing when the database is dropped with force, and are told so.
  pool.on('error', () => undefined);
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}

test('the first run applies every migration and the second none', async () => {
  const files = (await readdir(new URL('../migrations', import.meta.url))).map((file) => file.replace(/\.sql$/, ''));
  expect(await migrate(url)).toEqual(files.sort());
  expect(await migrate(url)).toEqual([]);
});

test('three at once apply each migration once', async () => {
  const runs = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(runs.flat()).toEqual([...new Set(runs.flat())]);
  expect(runs.flat()).toContain(schemaVersion);
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
  expect(await migrate(url)).toContain(schemaVersion);
});

test('the log hears what is applied', async () => {
  const lines: string[] = [];
  await migrate(url, { log: (line) => lines.push(line) });
  expect(lines.join('\n')).toContain(schemaVersion);
});

test('the schema named as the newest is the last migration', async () => {
  expect((await migrate(url)).at(-1)).toBe(schemaVersion);
});

test('a database without the schema is refused in words, and a migrated one is not', async () => {
  await withPool(async (pool) => {
    await expect(requireSchema(pool)).rejects.toThrow('run `notes setup`');
    await migrate(url);
    await requireSchema(pool);
  });
});

test('a server that is away is an error of the connection, not of the schema', async () => {
  await expect(migrate('postgres://notes@127.0.0.1:1/notes')).rejects.toThrow('ECONNREFUSED');
});
