import { createLogAdmin, type LogAdmin } from '@notes/log';
import { withClient } from '@notes/postgres';
import { createLogger } from '@notes/service';
import { freshDatabase } from '@notes/testing';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { runCli } from '../../testing/run-cli.ts';
import type { Finding } from './finding.ts';

// Without any service: what a running system gives is seen from outside, in test/src/cli.test.ts.

let database: Awaited<ReturnType<typeof freshDatabase>>;
let env: NodeJS.ProcessEnv;
let log: LogAdmin;
let made = 0;
beforeEach(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  const topic = `doctor-${process.pid}-${made++}`;
  const brokers = inject('kafkaBrokers');
  log = createLogAdmin(
    { brokers: brokers.split(','), topic, clientId: 'doctor-test' },
    { logger: createLogger('doctor-test', 'silent') },
  );
  env = {
    ...{ DATABASE_URL: database.url, KAFKA_BROKERS: brokers, NOTES_TOPIC: topic, NOTES_PARTITIONS: '2' },
    ...{
      REDIS_URL: inject('redisUrl'),
      REDIS_PREFIX: `${topic}.`,
      NOTES_URL: 'http://127.0.0.1:9',
      NOTES_SESSION: '/nonexistent/session',
    },
  };
});
afterEach(async () => {
  await log.stop();
  await database.drop();
});

async function examine(more: NodeJS.ProcessEnv = {}): Promise<{ of: (check: string) => Finding[]; code: number }> {
  const { out, err, code } = await runCli({ ...env, ...more }, 'doctor');
  expect(err).toBe('');
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  // Nothing is wrong without that it is said what to do.
  for (const { state, todo } of findings) expect(todo !== undefined).toBe(state === 'warning' || state === 'problem');
  return { of: (check) => findings.filter((each) => each.check === check), code };
}

test('before set-up, the topic is missing, and it is said that set-up makes it', async () => {
  const { of, code } = await examine();
  expect(of('settings')).toMatchObject([{ state: 'ok' }]);
  expect(of('postgres')).toMatchObject([{ state: 'ok' }]);
  expect(of('topic')).toMatchObject([{ state: 'problem', todo: expect.stringContaining('notes setup') }]);
  expect(of('gateway')).toMatchObject([{ state: 'problem', todo: expect.stringContaining('npm start') }]);
  expect(code).toBe(1);
});

test('after set-up, what is missing is the projector: records are not applied', async () => {
  expect((await runCli(env, 'setup')).code).toBe(0);
  const { of, code } = await examine();
  for (const check of ['migrations', 'schema', 'kafka', 'topic', 'redis', 'log', 'read model', 'dead letters'])
    expect([check, of(check).map(({ state }) => state)]).toEqual([check, ['ok']]);
  expect(of('progress')).toMatchObject([
    { state: 'problem', detail: expect.stringMatching(/^2 records .* nothing has been/) },
  ]);
  expect(of('projector')).toMatchObject([{ state: 'problem', detail: 'no heartbeat of any partition' }]);
  expect(code).toBe(1);
});

test('pending migrations, harmful settings, dead letters and a log that is another one are found', async () => {
  await runCli(env, 'setup');
  await log.alterTopic({ 'retention.ms': '1000' });
  await withClient(database.url, (client) =>
    client.query(
      "insert into dead_letters (partition, pos, reason, detail) values (0, 7, 'malformed', 'x'); update log_identity set epoch = 'zzzzzzzz'",
    ),
  );
  const first = await examine();
  expect(first.of('topic')).toContainEqual(
    expect.objectContaining({
      state: 'problem',
      detail: 'retention.ms is 1000, must be -1',
      todo: expect.stringContaining('--add-config'),
    }),
  );
  expect(first.of('dead letters')).toMatchObject([
    { state: 'warning', todo: expect.stringContaining('notes dlq list') },
  ]);
  await log.alterTopic({ 'retention.ms': '-1' });
  expect((await examine()).of('log')).toMatchObject([
    { state: 'problem', detail: expect.stringContaining('exchanged') },
  ]);
  await runCli(env, 'db', 'rollback', '--yes');
  const second = await examine();
  expect(second.of('migrations')).toMatchObject([{ state: 'problem', detail: expect.stringMatching(/^pending: 00/) }]);
  expect(second.of('progress')).toMatchObject([{ state: 'skipped' }]);
});

test('what cannot be reached, or is not configured, does not keep the rest from being looked at', async () => {
  const { of, code } = await examine({
    DATABASE_URL: '',
    REDIS_URL: 'redis://127.0.0.1:9',
    KAFKA_BROKERS: '127.0.0.1:9',
  });
  expect(of('settings')).toMatchObject([{ state: 'problem', detail: 'DATABASE_URL is not set' }]);
  expect(of('postgres')).toMatchObject([{ state: 'skipped' }]);
  expect(of('redis')).toMatchObject([{ state: 'problem', detail: expect.stringContaining('ECONNREFUSED') }]);
  expect(of('kafka')).toMatchObject([{ state: 'problem', todo: expect.stringContaining('KAFKA_BROKERS') }]);
  expect(code).toBe(1);
});
