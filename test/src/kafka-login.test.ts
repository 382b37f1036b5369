import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Note } from '@notes/features/notes/contract';
import { createLogAdmin } from '@notes/log';
import { type Stack, startStack } from '@notes/servers';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { call, tokenOf } from './harness/http.ts';
import { freePort } from './harness/service-process.ts';
import { System } from './harness/system.ts';

const login = { user: 'ada', password: 'a-password' };

let dir: string;
let stack: Stack;
let port: number;

/** A Kafka of its own, beside the one of the whole run; the other servers are those of the run. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'notes-login-'));
  port = await freePort();
  const { KAFKA_BROKERS: _, ...env } = process.env;
  stack = await startStack({
    dir,
    env: { ...env, DATABASE_URL: inject('databaseUrl'), REDIS_URL: inject('redisUrl') },
    ports: { kafka: 0, kafkaController: 0 },
    kafkaLogin: { port, ...login },
  });
});
afterAll(async () => {
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
});

const servers = () => ({
  kafkaBrokers: `127.0.0.1:${port}`,
  databaseUrl: inject('databaseUrl'),
  redisUrl: inject('redisUrl'),
});

const variables = (mechanism: string, password: string) => ({
  KAFKA_SSL: 'true',
  KAFKA_SASL_MECHANISM: mechanism,
  KAFKA_SASL_USERNAME: login.user,
  KAFKA_SASL_PASSWORD: password,
  NODE_EXTRA_CA_CERTS: join(dir, 'kafka', 'broker.pem'),
});

test('writes, projects and reads over TLS with a login', async () => {
  const system = await System.create(servers(), variables('scram-sha-512', login.password));
  try {
    const command = await system.start('command');
    await system.start('projector');
    const query = await system.start('query');
    const posted = await call<Note>('POST', `${command.url}/v1/notes`, { body: { title: 'Over TLS' } });
    expect(posted.status).toBe(201);
    const headers = { 'consistency-token': tokenOf(posted), prefer: 'wait=30' };
    const read = await call<Note>('GET', `${query.url}/v1/notes/${posted.body.id}`, { headers });
    expect(read.body).toEqual(posted.body);
  } finally {
    await system.stop();
  }
});

test.each(['plain', 'scram-sha-256'])('sets up a log over TLS with a login by %s', async (mechanism) => {
  const system = await System.create(servers(), variables(mechanism, login.password));
  await system.stop();
});

/** Connects to the broker as a service does. */
async function connectAs(password: string): Promise<void> {
  const sasl = { mechanism: 'scram-sha-256', username: login.user, password } as const;
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const config = { brokers: [`127.0.0.1:${port}`], topic: 'any', clientId: 'test', ssl: true, sasl };
  const admin = createLogAdmin(config, { logger: silent });
  await admin.connect().finally(() => admin.stop());
}

test('does not talk to a broker whose certificate nobody vouches for', async () => {
  await expect(connectAs(login.password)).rejects.toThrow('self-signed certificate');
});

test('tells that a login is refused, which trying again does not mend, from a Kafka that is away', async () => {
  const trusted = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    await connectAs(login.password);
    await expect(connectAs('another')).rejects.toMatchObject({
      kind: 'fatal',
      message: expect.stringContaining('SASL'),
    });
  } finally {
    if (trusted === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = trusted;
  }
});
