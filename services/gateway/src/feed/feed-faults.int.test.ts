import { eventually, movableClocks, startTcpProxy } from '@notes/testing';
import { expect, inject, onTestFinished, test } from 'vitest';
import { FeedStage, type Gateway } from '../testing/feed-stage.ts';
import { useFeedStage } from '../testing/use-feed-stage.ts';

const servers = { databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') };
let stage: FeedStage;
let gateway: Gateway;

useFeedStage((opened) => {
  ({ stage, gateway } = opened);
});

const metricsOf = async ({ host }: Gateway) => (await fetch(`http://${host}/metrics`)).text();

test('an event whose message is lost comes with the next one, in its place', async () => {
  const client = await stage.client(gateway);
  await client.call('subscribe', { channel: 'notes' });
  const lost = await stage.writer.journal();
  const next = await stage.writer.write();
  await eventually(() => expect(client.positions()).toEqual([lost.position, next.position]), { timeoutMs: 900 });
});

test('the last event before a silence comes with the heartbeat', async () => {
  const client = await stage.client(gateway);
  await client.call('subscribe', { channel: 'notes' });
  const lost = await stage.writer.journal({ partition: 2 });
  await stage.writer.heartbeat();
  await eventually(() => expect(client.positions()).toEqual([lost.position]), { timeoutMs: 900 });
});

test('messages that come twice, late, or are none, change nothing', async () => {
  const client = await stage.client(gateway);
  await client.call('subscribe', { channel: 'notes' });
  const [first, second] = [await stage.writer.journal(), await stage.writer.journal()];
  await stage.writer.publishText(0, 'nonsense');
  await stage.writer.publish(0, [second.entry]);
  await stage.writer.publish(0, [first.entry, second.entry]);
  await stage.writer.publish(0, [first.entry]);
  const third = await stage.writer.write();
  await eventually(() => expect(client.positions()).toContain(third.position));
  expect(client.positions()).toEqual([first.position, second.position, third.position]);
});

test('events still arrive when Redis has cut the subscription off', async () => {
  const client = await stage.client(gateway);
  await client.call('subscribe', { channel: 'notes' });
  const expected: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    await stage.writer.cutSubscribers();
    expected.push((await stage.writer.write()).position, (await stage.writer.write()).position);
  }
  await eventually(() => expect(client.positions()).toEqual(expected));
});

test('with Redis away from the start, the journal is polled', async () => {
  const deaf = await stage.gateway({ REDIS_URL: 'redis://127.0.0.1:1' });
  await deaf.ready();
  const client = await stage.client(deaf);
  await client.call('subscribe', { channel: 'notes' });
  const written = await stage.writer.write();
  await eventually(() => expect(client.positions()).toEqual([written.position]), { timeoutMs: 1_500 });
  await deaf.stop();
});

test('a client that does not read falls behind and gets everything once it does', async () => {
  const client = await stage.client(gateway);
  await client.call('subscribe', { channel: 'notes' });
  client.socket.pause();
  const title = 'x'.repeat(40_000);
  const expected: string[] = [];
  const writeSome = async () => {
    for (let i = 0; i < 20; i += 1) {
      const { position, entry } = await stage.writer.journal();
      expected.push(position);
      await stage.writer.publish(0, [{ ...entry, event: { ...entry.event, data: { title } } }]);
    }
  };
  // How much the sockets of both sides hold is up to the system.
  const isBehind = async () => (await metricsOf(gateway)).includes('notes_feed_behind{component="gateway"} 1');
  await eventually(async () => {
    await writeSome();
    expect(await isBehind()).toBe(true);
  });
  await writeSome();
  client.socket.resume();
  await eventually(() => expect(client.positions()).toHaveLength(expected.length), { timeoutMs: 10_000 });
  expect(client.positions()).toEqual(expected);
  expect(client.pushes.map(({ event }) => event)).toContain('$behind');
});

test('a client that is cut off without a word is let go, and comes back for all that it has missed', async () => {
  const alone = await stage.gateway();
  await alone.ready();
  const way = await startTcpProxy(`tcp://${alone.host}`);
  const client = await stage.client({ ...alone, host: `127.0.0.1:${way.port}` });
  await client.call('subscribe', { channel: 'notes' });
  const seen = await stage.writer.write();
  await eventually(() => expect(client.positions()).toEqual([seen.position]));
  way.hang();
  const missed = [(await stage.writer.write()).position, (await stage.writer.write()).position];
  expect(await metricsOf(alone)).toContain('notes_stream_sockets{component="gateway"} 1');
  // Time enough for a ping, for its answer, and for the close to be answered; by the same clock, also for our patience.
  const clocks = movableClocks();
  onTestFinished(clocks.restore);
  const day = 24 * 3_600_000;
  await eventually(
    async () => {
      clocks.pass(26_000);
      expect(await metricsOf(alone)).toContain('notes_stream_sockets{component="gateway"} 0');
    },
    { timeoutMs: day, everyMs: 100 },
  );
  clocks.restore();
  expect(client.socket.readyState).toBe(client.socket.OPEN);
  const back = await stage.client(alone);
  await back.call('subscribe', { channel: 'notes', since: client.reached });
  await eventually(() => expect(back.positions()).toEqual(missed));
  await way.close();
  await alone.stop();
});

test.each([-3_600_000, 3_600_000])(
  'when Redis hangs and the clock steps by %i ms, events come from the journal',
  async (stepMs) => {
    const way = await startTcpProxy(servers.redisUrl);
    onTestFinished(() => way.close());
    const alone = await stage.gateway({ REDIS_URL: way.url });
    await alone.ready();
    const client = await stage.client(alone);
    await client.call('subscribe', { channel: 'notes' });
    const seen = await stage.writer.write();
    await eventually(() => expect(client.positions()).toEqual([seen.position]));
    const clocks = movableClocks();
    onTestFinished(clocks.restore);
    way.hang();
    clocks.stepTo(stepMs);
    // Silence is told from quiet after three seconds; from then on the journal is asked four times a second.
    clocks.pass(3_000);
    const missed = await stage.writer.write();
    await eventually(() => expect(client.positions()).toEqual([seen.position, missed.position]), { timeoutMs: 900 });
    await alone.stop();
  },
);

test('a gateway waits for set-up, and says so', async () => {
  const bare = await FeedStage.open(servers, { isSetUp: false });
  const waiting = await bare.gateway();
  await eventually(async () =>
    expect(await waiting.readyz()).toMatchObject({
      ready: false,
      checks: { postgres: expect.stringContaining('notes setup') },
    }),
  );
  const client = await bare.client(waiting);
  const early = await client.call('subscribe', { channel: 'notes' });
  expect(early.error).toMatchObject({ code: 'unavailable', temporary: true });
  await bare.writer.setUp();
  await waiting.ready();
  expect((await client.call('subscribe', { channel: 'notes' })).result).toMatchObject({ recovered: true });
  await bare.close();
});

test('another epoch sends all clients away, and positions of the old one are not recovered', async () => {
  const changing = await FeedStage.open(servers);
  const own = await changing.gateway();
  await own.ready();
  const client = await changing.client(own);
  const { position } = await client.call('subscribe', { channel: 'notes' });
  const closed = client.closed();
  await changing.writer.pool.query(`update log_identity set epoch = 'bbbbbbbb'`);
  await changing.writer.publishFrom('bbbbbbbb');
  expect(await closed).toBe(4012);
  await own.ready();
  const again = await changing.client(own);
  const answer = await again.call('subscribe', { channel: 'notes', since: position });
  expect(answer.result).toEqual({ subscribed: {}, recovered: false, reason: 'epoch', position: answer.position });
  await changing.close();
});

test('with Postgres away, what memory holds can be had and what Redis says comes live', async () => {
  const failing = await FeedStage.open(servers);
  const { position: start } = await failing.writer.journal();
  const proxied = await startTcpProxy(failing.database.url);
  const own = await failing.gateway({ DATABASE_URL: proxied.url });
  await own.ready();
  const before = await failing.client(own);
  await before.call('subscribe', { channel: 'notes' });
  proxied.cut();
  const next = await failing.writer.write();
  await eventually(() => expect(before.positions()).toEqual([next.position]));
  const after = await failing.client(own);
  const answer = await after.call('subscribe', { channel: 'notes', since: start });
  expect(answer.result).toMatchObject({ recovered: true });
  await eventually(() => expect(after.positions()).toEqual([next.position]));
  await failing.close();
  await proxied.close();
});
