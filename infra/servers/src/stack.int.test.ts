import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  postgresTools,
  retry,
  type ServerExit,
  type Stack,
  type StackOptions,
  type Step,
  startStack,
} from './index.ts';
import { probeKafka } from './kafka/probe-kafka.ts';
import { portIsFree } from './port-book.ts';
import { installedPostgres } from './postgres/find-postgres.ts';
import { processTree } from './processes/daemon.ts';
import { processIdentity } from './processes/pid-file.ts';

const patienceMs = 90_000;
const anyPorts = { kafka: 0, kafkaController: 0, postgres: 0, redis: 0 };
const { KAFKA_BROKERS: _k, DATABASE_URL: _d, REDIS_URL: _r, ...env } = process.env;

const root = mkdtempSync(join(tmpdir(), 'notes-stack-'));
// Postgres's own user has to reach its data when the tests run as root.
chmodSync(root, 0o711);
const dir = join(root, 'local');
const steps: Step[] = [];
const exits: ServerExit[] = [];
const options: StackOptions = {
  dir,
  env,
  ports: anyPorts,
  onStep: (step) => steps.push(step),
  onExit: (exit) => exits.push(exit),
};
let stack: Stack;

beforeAll(async () => {
  stack = await startStack(options);
}, 300_000);

afterAll(async () => {
  await stack.stop();
  rmSync(root, { recursive: true, force: true });
});

async function query(sql: string, { databaseUrl } = stack): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function redis<T>(use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(stack.redisUrl);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

const kafkaPort = () => Number(stack.kafkaBrokers.split(':')[1]);

test('brings up the three servers and says so', async () => {
  await probeKafka('127.0.0.1', kafkaPort());
  expect(await query('select current_database() as name')).toEqual([{ name: 'notes' }]);
  expect(await redis((client) => client.ping())).toBe('PONG');
  const ready = steps.filter((step) => step.ready).map(({ server }) => server);
  expect(ready.sort()).toEqual(['kafka', 'postgres', 'redis']);
});

test('folds case beyond ASCII and sorts by code point', async () => {
  expect(await query(`select 'ÄRGER' ilike 'ärger' as folded, 'Z' < 'a' as ordered`)).toEqual([
    { folded: true, ordered: true },
  ]);
});

test('refuses a second stack in the same folder', async () => {
  await expect(startStack(options)).rejects.toThrow(`Already running in ${dir} (process ${process.pid})`);
});

const backAgain = 'brings %s back on the same address after a hard kill';

test.each(['kafka', 'postgres', 'redis'] as const)(backAgain, { timeout: patienceMs }, async (name) => {
  if (name === 'postgres') await query('create table kept (n int); insert into kept values (1)');
  const server = stack.servers[name];
  const former = server.pid as number;
  server.kill('SIGKILL');
  await server.gone();
  expect(processIdentity(former)).toBeUndefined();
  expect(server.pid).toBeUndefined();
  expect(exits.at(-1)).toMatchObject({ server: name, signal: 'SIGKILL' });
  await server.restart();
  expect(server.pid).not.toBe(former);
  if (name === 'kafka') await probeKafka('127.0.0.1', kafkaPort());
  if (name === 'postgres') expect(await query('select n from kept')).toEqual([{ n: 1 }]);
  if (name === 'redis') expect(await redis((client) => client.ping())).toBe('PONG');
});

test('freezes a server with all its processes and lets it go on', async () => {
  const frozen = () => query('select 1').then(() => 'answered');
  stack.servers.postgres.kill('SIGSTOP');
  const late = frozen();
  const first = await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 300, 'silent'))]);
  expect(first).toBe('silent');
  stack.servers.postgres.kill('SIGCONT');
  expect(await late).toBe('answered');
});

test('leaves nothing behind when stopped, and finds its data and ports again', { timeout: patienceMs }, async () => {
  const pids = Object.values(stack.servers).flatMap(({ pid }) => (pid === undefined ? [] : processTree(pid)));
  expect(pids.length).toBeGreaterThan(3);
  const { kafkaBrokers, databaseUrl, redisUrl } = stack;
  await stack.stop();
  expect(pids.filter((pid) => processIdentity(pid) !== undefined)).toEqual([]);
  expect(await portIsFree(kafkaPort())).toBe(true);
  expect(readdirSync(join(dir, 'run'))).toEqual([]);
  expect(existsSync(join(dir, 'owner'))).toBe(false);
  expect(existsSync(join(dir, 'postgres', 'data'))).toBe(true);
  stack = await startStack(options);
  expect({ ...stack }).toMatchObject({ kafkaBrokers, databaseUrl, redisUrl });
  expect(await query('select n from kept')).toEqual([{ n: 1 }]);
});

test('stops what it has started when one server cannot be had', async () => {
  const other = join(root, 'broken');
  const broken = { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const started: Step[] = [];
  const failing = startStack({ dir: other, env: broken, ports: anyPorts, onStep: (step) => started.push(step) });
  await expect(failing).rejects.toThrow(/DATABASE_URL names postgres:\/\/127\.0\.0\.1:1\/none, which does not answer/);
  expect(started.some(({ server }) => server === 'redis')).toBe(true);
  expect(readdirSync(join(other, 'run'))).toEqual([]);
  expect(existsSync(join(other, 'owner'))).toBe(false);
});

test('uses a given server and leaves it running', async () => {
  const given = {
    ...env,
    KAFKA_BROKERS: stack.kafkaBrokers,
    DATABASE_URL: stack.databaseUrl,
    REDIS_URL: stack.redisUrl,
  };
  const guest = await startStack({ dir: join(root, 'guest'), env: given });
  expect(Object.values(guest.servers).map(({ origin }) => origin)).toEqual(['given', 'given', 'given']);
  expect(() => guest.servers.redis.kill('SIGKILL')).toThrow(/not ours/);
  await guest.stop();
  const socket = connect(kafkaPort(), '127.0.0.1');
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.destroy();
});

const installed = await installedPostgres(env);
const hasTools = installed.some(({ binDir }) => existsSync(join(binDir, 'pg_basebackup')));

test.skipIf(!hasTools)('runs on what was put into its folder: a standby, which is promoted', async () => {
  const given = { ...env, KAFKA_BROKERS: stack.kafkaBrokers, REDIS_URL: stack.redisUrl };
  const tools = await postgresTools(join(root, 'standby'), env);
  const copy = ['-d', stack.databaseUrl, '-D', join(tools.home, 'data'), '-X', 'stream', '-R', '-c', 'fast'];
  await tools.run('pg_basebackup', copy);
  tools.keepPassword(new URL(stack.databaseUrl).password);
  const standby = await startStack({ dir: join(root, 'standby'), env: given, ports: anyPorts });
  try {
    await query('create table followed (n int); insert into followed values (7)');
    const followed = async () => expect(await query('select n from followed', standby)).toEqual([{ n: 7 }]);
    await retry(followed, { timeoutMs: patienceMs });
    await query('select pg_promote()', standby);
    await query('insert into followed values (8)', standby);
  } finally {
    await standby.stop();
  }
  await expect(tools.run('pg_controldata', ['/nonexistent'])).rejects.toThrow(/could not/);
});
