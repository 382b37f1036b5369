import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '@notes/local';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, tokenOf } from './harness/http.ts';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { SteadyWriter } from './harness/steady-writer.ts';
import { System } from './harness/system.ts';

// Servers of its own: they are killed.
let dir: string;
let stack: Stack;
let system: System;
let services: Record<ServiceName, ServiceProcess>;
let writers: readonly SteadyWriter[];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'notes-faults-'));
  const { KAFKA_BROKERS: _, DATABASE_URL: __, REDIS_URL: ___, ...env } = process.env;
  stack = await startStack({ dir, env });
  system = await System.create(stack);
  services = await system.startAll();
  writers = ['ada', 'bob', 'cleo', 'dan'].map((name) => new SteadyWriter(services.gateway.url, name));
  for (const writer of writers) writer.start();
});

afterAll(async () => {
  await Promise.all((writers ?? []).map((writer) => writer.stop()));
  await system?.stop();
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Waits until every writer has been answered anew. */
async function writesGoOn(timeoutMs: number): Promise<void> {
  const before = writers.map((writer) => writer.acknowledged.length);
  const answeredAnew = (): void => {
    for (const [i, writer] of writers.entries()) expect(writer.acknowledged.length).toBeGreaterThan(before[i] ?? 0);
  };
  await eventually(answeredAnew, { timeoutMs });
}

async function allReady(timeoutMs: number): Promise<void> {
  await Promise.all(Object.values(services).map((service) => service.ready(timeoutMs)));
}

/** What the writers were told must be what the journal says, once the read model is where the last of them was answered. */
async function nothingIsLostOrDoubled(): Promise<void> {
  const told = writers.flatMap((writer) => writer.acknowledged.slice());
  for (const writer of writers) {
    const headers = { 'consistency-token': writer.written.token, prefer: 'wait=30' };
    expect((await call('GET', `${services.query.url}/v1/notes?limit=1`, { headers })).status).toBe(200);
  }
  await system.database(async (client) => {
    const gaps = await client.query('select note_id from journal group by note_id having max(version) <> count(*)');
    expect(gaps.rows).toEqual([]);
    const doubles = await client.query('select command_id from journal group by command_id having count(*) > 1');
    expect(doubles.rows).toEqual([]);
    const { rows } = await client.query(
      `select note_id as id, version, coalesce(data ->> 'title', data -> 'changes' ->> 'title') as title from journal where note_id = any($1)`,
      [[...new Set(told.map(({ id }) => id))]],
    );
    const journal = new Set(rows.map(({ id, version, title }) => `${id} ${version} ${title}`));
    expect(told.filter(({ id, version, title }) => !journal.has(`${id} ${version} ${title}`))).toEqual([]);
  });
}

describe('while four clients write', () => {
  test.each(['command', 'projector', 'query', 'gateway'] as const)(
    'the %s service is killed and comes back: nothing is lost',
    async (name) => {
      await writesGoOn(10_000);
      await services[name].restart('SIGKILL');
      await services[name].ready(15_000);
      await writesGoOn(10_000);
      await nothingIsLostOrDoubled();
    },
  );

  test.each(['redis', 'postgres', 'kafka'] as const)(
    '%s is killed and comes back: all is ready again by itself, and nothing is lost',
    async (name) => {
      await writesGoOn(10_000);
      const server = stack.servers[name];
      server.kill('SIGKILL');
      await server.gone();
      await server.restart();
      await writesGoOn(3_000);
      await allReady(10_000);
      await nothingIsLostOrDoubled();
    },
  );

  test('a command instance that slept past every deadline wakes harmless', async () => {
    const sleeper = await system.start('command');
    const url = `${sleeper.url}/v1/notes`;
    const created = await call('POST', url, { body: { title: 'Before' } });
    const note = `${created.body['id']}`;
    sleeper.signal('SIGSTOP');
    const late = call('PUT', `${url}/${note}`, { body: { title: 'Asleep' } }).catch(() => undefined);
    const meanwhile = await call('PUT', `${services.command.url}/v1/notes/${note}`, { body: { title: 'Meanwhile' } });
    expect(meanwhile.status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    sleeper.signal('SIGCONT');
    await late;
    await sleeper.ready(10_000);
    const after = await call('PUT', `${url}/${note}`, { body: { title: 'After' } });
    expect(after.status).toBe(200);
    const headers = { 'consistency-token': tokenOf(after) };
    const read = await call('GET', `${services.query.url}/v1/notes/${note}`, { headers });
    expect(read.body).toEqual(after.body);
    await nothingIsLostOrDoubled();
  });
});
