import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Balancer, startBalancer } from './harness/balancer.ts';
import { call } from './harness/http.ts';
import type { ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const writers = 8;
const stops = 3;

let system: System;
let balancer: Balancer;
let commands: ServiceProcess[];
let gateway: ServiceProcess;

beforeAll(async () => {
  system = await System.create(testServers());
  const env = { STOP_DELAY_MS: '1000' };
  const [first, second] = await Promise.all([system.start('command', env), system.start('command', env)]);
  commands = [first, second];
  balancer = await startBalancer(commands.map(({ port }) => port));
  gateway = await system.start('gateway', { COMMAND_URL: balancer.url });
});
afterAll(async () => {
  await system?.stop();
  await balancer?.close();
});

test('one of two command instances is replaced again and again, and no writer is told of it', async () => {
  const statuses = new Map<number, number>();
  const refusals: unknown[] = [];
  let done = false;
  const write = async (): Promise<void> => {
    while (!done) {
      const answer = await call('POST', `${gateway.url}/v1/notes`, { body: { title: 'Tea' } });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status !== 201) refusals.push(answer.body);
    }
  };
  const writing = Promise.all(Array.from({ length: writers }, write));
  for (let i = 0; i < stops; i++) {
    const before = statuses.get(201) ?? 0;
    const command = commands[i % 2] as ServiceProcess;
    // As balancers do it that ask for readiness: they lead connections to it until they have heard that it is about to stop.
    const ended = command.end('SIGTERM');
    await eventually(async () => expect((await call('GET', `${command.url}/readyz`)).status).toBe(503));
    await balancer.rest(command.port);
    expect(await ended).toBe(0);
    command.start();
    await command.ready();
    balancer.use(command.port);
    expect(statuses.get(201)).toBeGreaterThan(before);
  }
  done = true;
  await writing;
  expect(refusals).toEqual([]);
  expect([...statuses.keys()]).toEqual([201]);
});
