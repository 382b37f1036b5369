import { connect } from 'node:net';
import { fromBeginning } from '@notes/kernel/position';
import { eventually, startTcpProxy, type TcpProxy } from '@notes/testing';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import type { LogAdmin } from './create-log-admin.ts';
import type { LogConfig } from './log-config.ts';

// A broker tells its clients its own address, past any proxy. So the sockets are opened to the proxy, whatever address is asked
// for: by modules that are loaded anew here, and left to no other test.
const way = { port: 0 };
vi.resetModules();
vi.doMock('./open-socket.ts', () => ({
  openSocket: ({ onConnect }: { onConnect(): void }) => connect({ port: way.port, host: '127.0.0.1' }, onConnect),
}));
const { createAppender } = await import('./create-appender.ts');
const { createGroupConsumer } = await import('./create-group-consumer.ts');
const { createTail } = await import('./create-tail.ts');
const { collect } = await import('./testing/collect.ts');
const { freshTopic, silentLogger: logger } = await import('./testing/fresh-topic.ts');
vi.doUnmock('./open-socket.ts');
vi.resetModules();

let config: LogConfig;
let admin: LogAdmin;
let proxy: TcpProxy;

beforeAll(async () => {
  proxy = await startTcpProxy(`tcp://${inject('kafkaBrokers')}`);
  way.port = proxy.port;
  ({ config, admin } = await freshTopic(3));
});
afterEach(() => proxy.restore());
afterAll(async () => {
  await admin.stop();
  await proxy.close();
});

const record = (text: string) => ({ key: 'key', value: Buffer.from(text) });
const soon = { timeoutMs: 20_000 };

test('an append whose answer is lost is of unknown outcome, is never repeated by itself, and the next one goes on', async () => {
  const appender = createAppender(config, { logger });
  const tail = createTail(config, { logger });
  const seen = collect();
  await appender.append(0, [record('before')]);
  proxy.cutAnswersAfter(0);
  await expect(appender.append(0, [record('in doubt')])).rejects.toMatchObject({ kind: 'unknown' });
  proxy.restore();
  await eventually(() => appender.append(0, [record('after')]), soon);
  tail.start(new Map([[0, fromBeginning]]), seen);
  await eventually(() => expect(seen.values(0).at(-1)).toBe('after'), soon);
  expect(seen.values(0)).toEqual(['before', 'in doubt', 'after']);
  await Promise.all([tail.stop(), appender.stop()]);
});

test('a tail reads on without gap or repetition when its broker was silent, and when connections broke', async () => {
  const tail = createTail(config, { logger });
  const seen = collect();
  tail.start(new Map([[1, fromBeginning]]), seen);
  const expected: string[] = [];
  const appendMore = async (): Promise<void> => {
    const text = `${expected.length}`;
    await admin.append(1, [record(text)]);
    expected.push(text);
  };
  const caughtUp = () => eventually(() => expect(seen.values(1)).toEqual(expected), soon);
  await appendMore();
  await caughtUp();
  for (const disturb of [proxy.breakOnce, proxy.cut, proxy.hang]) {
    const states = seen.states.length;
    disturb();
    await eventually(() => expect(seen.states.slice(states)).toContain('disconnected'), soon);
    proxy.restore();
    // What fails here was written to a connection that is no more, and so did nothing.
    await eventually(appendMore, soon);
    await caughtUp();
  }
  expect(seen.fatal).toEqual([]);
  await tail.stop();
});

test('a member keeps its partitions through broken connections, and reads on where it was', async () => {
  const next = new Map([[2, fromBeginning]]);
  const values: string[] = [];
  const crashes: unknown[] = [];
  const consumer = createGroupConsumer(config, { logger, groupId: `${config.topic}-group`, sessionTimeoutMs: 6_000 });
  await consumer.run({
    onAssigned: async (partitions) =>
      new Map(partitions.map((partition) => [partition, next.get(partition) ?? fromBeginning])),
    onBatch: async (batch) => {
      if (batch.partition !== 2) return undefined;
      const at = next.get(2) ?? fromBeginning;
      if (batch.from > at) return at;
      values.push(...batch.records.filter(({ offset }) => offset >= at).map(({ value }) => `${value}`));
      if (batch.next > at) next.set(2, batch.next);
      return undefined;
    },
    onCrash: (error) => crashes.push(error),
  });
  for (const text of ['a', 'b', 'c']) {
    await eventually(() => admin.append(2, [record(text)]), soon);
    await eventually(() => expect(values.at(-1)).toBe(text), soon);
    proxy.breakOnce();
  }
  expect([values, crashes]).toEqual([['a', 'b', 'c'], []]);
  await consumer.stop();
});
