import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Note } from '@notes/features/notes/contract';
import { type Stack, startStack } from '@notes/servers';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { anyPorts } from './harness/any-ports.ts';
import { Feed } from './harness/feed.ts';
import { call } from './harness/http.ts';
import { type ServiceProcess, steppable } from './harness/service-process.ts';
import { System } from './harness/system.ts';

const hourMs = 3_600_000;
/** One process of each kind that matters goes an hour back, and one an hour ahead. */
type Pair = readonly [ServiceProcess, ServiceProcess];

let dir: string;
let stack: Stack;
let system: System;
let commands: Pair;
let gateways: Pair;
let quiet: Awaited<ReturnType<typeof openQuietly>>[];
let openedAt: number;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'notes-clocks-'));
  const { KAFKA_BROKERS: _, DATABASE_URL: __, REDIS_URL: ___, ...env } = process.env;
  stack = await startStack({ dir, env, ports: anyPorts });
  system = await System.create(stack, steppable);
  const [back, ahead, query] = await Promise.all([
    system.start('command'),
    system.start('command'),
    system.start('query'),
    system.start('projector'),
  ]);
  commands = [back, ahead];
  const gateway = ({ url }: ServiceProcess) => system.start('gateway', { COMMAND_URL: url, QUERY_URL: query.url });
  gateways = await Promise.all([gateway(back), gateway(ahead)]);
  openedAt = performance.now();
  quiet = await both(gateways, openQuietly);
});
afterAll(async () => {
  for (const { close } of quiet ?? []) close();
  await system?.stop();
  await stack?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Steps them by an hour, the first back and the second ahead. */
function step([back, ahead]: Pair): void {
  back.stepClock(-hourMs);
  ahead.stepClock(hourMs);
}

const setRight = (pair: Pair): void => {
  for (const one of pair) one.stepClock(0);
};

const post = (via: ServiceProcess, title: string) => call<Note>('POST', `${via.url}/v1/notes`, { body: { title } });

/** An event stream and a websocket that nothing happens on; what each was sent to show that it lives. */
async function openQuietly({ url }: ServiceProcess) {
  const seen = { comments: 0, pings: 0 };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/stream`, 'notes.v1');
  socket.on('ping', () => {
    seen.pings += 1;
  });
  const address = `${url}/v1/feed?channel=authors:quiet`;
  const [response] = (await once(get(address, { agent: false }), 'response')) as [IncomingMessage];
  response.setEncoding('utf8').on('data', (text: string) => {
    seen.comments += text.match(/^:/gm)?.length ?? 0;
  });
  response.on('error', () => {});
  const close = (): void => {
    socket.terminate();
    response.destroy();
  };
  return { seen, close };
}

const both = <T>([back, ahead]: Pair, run: (service: ServiceProcess) => Promise<T>): Promise<[T, T]> =>
  Promise.all([run(back), run(ahead)]);

test('while Redis hangs, events come from the journal a moment later', async () => {
  const feeds = await both(gateways, async ({ url }) => {
    const feed = await Feed.open(url);
    feed.send({ id: 1, method: 'subscribe', payload: { channel: 'notes' } });
    await eventually(() => expect(feed.frames[0]).toMatchObject({ id: 1, result: {} }));
    return feed;
  });
  /** Until both gateways hear Redis, or neither does. */
  const heard = (whether: 0 | 1) =>
    both(gateways, ({ url }) => {
      const metrics = async () => expect((await call<string>('GET', `${url}/metrics`)).body).toMatch(line);
      const line = new RegExp(`^notes_feed_redis_heard(\\{.*\\})? ${whether}$`, 'm');
      return eventually(metrics, { timeoutMs: 5_000, everyMs: 50 });
    });
  await heard(1);
  stack.servers.redis.kill('SIGSTOP');
  step(gateways);
  // Silence is told from quiet after three seconds.
  await heard(0);
  for (let i = 0; i < 5; i += 1) {
    const { body } = await post(commands[0], 'While Redis hangs');
    const told = ({ events }: Feed): boolean => events.some(({ data }) => data?.note_id === body.id);
    await eventually(() => expect(feeds.map(told)).toEqual([true, true]), { timeoutMs: 1_250 });
  }
  stack.servers.redis.kill('SIGCONT');
  await Promise.all(feeds.map((feed) => feed.close()));
});

test('a write whose answer does not come is "outcome-unknown" after ten seconds, and nothing comes of it later', async () => {
  const written = await both(commands, (command) => post(command, 'Before'));
  expect(written.map(({ status }) => status)).toEqual([201, 201]);
  stack.servers.kafka.kill('SIGSTOP');
  const under = both(commands, async (command) => {
    const began = performance.now();
    const { status, body } = await post(command, 'In vain');
    return { status, body, seconds: (performance.now() - began) / 1_000 };
  });
  await wait(500);
  step(commands);
  for (const { status, body, seconds } of await under) {
    expect({ status, body }).toMatchObject({ status: 503, body: { type: '/problems/outcome-unknown' } });
    expect(seconds).toBeGreaterThan(9.5);
    expect(seconds).toBeLessThan(11);
  }
  stack.servers.kafka.kill('SIGCONT');
  await both(commands, (command) =>
    eventually(async () => expect((await post(command, 'After')).status).toBe(201), {
      timeoutMs: 30_000,
      everyMs: 100,
    }),
  );
  setRight(commands);
});

test('what is quiet goes on being told that it lives', async () => {
  step(gateways);
  for (const { seen } of quiet) {
    await eventually(() => expect(Math.min(seen.comments, seen.pings)).toBeGreaterThan(0), { timeoutMs: 30_000 });
    expect(seen.comments).toBeLessThanOrEqual((performance.now() - openedAt) / 15_000 + 1);
    expect(seen.pings).toBeLessThanOrEqual((performance.now() - openedAt) / 12_500 + 1);
  }
});
