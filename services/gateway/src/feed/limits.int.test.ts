import { eventually, movableClocks } from '@notes/testing';
import { expect, onTestFinished, test } from 'vitest';
import type { FeedStage, Gateway } from '../testing/feed-stage.ts';
import type { Answer, StreamClient } from '../testing/stream-client.ts';
import { useFeedStage } from '../testing/use-feed-stage.ts';

let stage: FeedStage;
let gateway: Gateway;

useFeedStage((opened) => {
  ({ stage, gateway } = opened);
});

const pingMany = (client: StreamClient, times: number): void => {
  for (let id = 1; id <= times; id += 1) client.socket.send(`{"id":${id},"method":"ping"}`);
};
const answersOf = ({ frames }: StreamClient) => frames.filter((frame): frame is Answer => 'id' in frame);

test('over a hundred calls at once are refused for a while, by id and method, and the socket stays', async () => {
  const client = await stage.client(gateway);
  pingMany(client, 300);
  await eventually(() => expect(answersOf(client)).toHaveLength(300));
  const refused = answersOf(client).filter(({ error }) => error !== undefined);
  expect(refused.length).toBeGreaterThan(100);
  expect(refused.at(-1)).toEqual({
    id: expect.any(Number),
    method: 'ping',
    error: { code: 'rate-limited', message: expect.any(String), temporary: true },
  });
  await eventually(async () => expect((await client.call('ping')).result).toEqual({}));
});

test('frames that are no calls count, too', async () => {
  const client = await stage.client(gateway);
  for (let i = 0; i < 300; i += 1) client.socket.send('{');
  await eventually(() => expect(answersOf(client)).toHaveLength(300));
  expect(answersOf(client).map(({ error }) => error?.code)).toContain('rate-limited');
});

test('whoever takes no notice of refusals is closed with 4029', async () => {
  const client = await stage.client(gateway);
  pingMany(client, 5_000);
  expect(await client.closed()).toBe(4029);
});

test('text that is not UTF-8 closes with 1007', async () => {
  const client = await stage.client(gateway);
  client.socket.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: false });
  expect(await client.closed()).toBe(1007);
});

test('a channel has 32 patterns at most', async () => {
  const client = await stage.client(gateway);
  for (let i = 0; i < 32; i += 1) await client.call('subscribe', { channel: 'rooms:many', event: `${i}` });
  const { error } = await client.call('subscribe', { channel: 'rooms:many', event: 'x' });
  expect(error).toMatchObject({ errors: [{ pointer: '#/payload/event', code: 'too-many' }] });
  expect((await client.call('subscribe', { channel: 'rooms:many', event: '0' })).result?.['recovered']).toBe(true);
});

test.each([0, -3_600_000, 3_600_000])(
  'whoever does not answer a ping in time is closed with 4009, and whoever does is not, the clock stepping by %i ms',
  async (stepMs) => {
    const mute = stage.dial(gateway, ['notes.v1'], { autoPong: false });
    const lively = await stage.client(gateway);
    await eventually(() => expect(mute.socket.readyState).toBe(1));
    const pinged = new Promise((resolve) => mute.socket.once('ping', resolve));
    const clocks = movableClocks();
    onTestFinished(clocks.restore);
    clocks.stepTo(stepMs);
    clocks.pass(26_000);
    await pinged;
    clocks.pass(26_000);
    expect(await mute.closed()).toBe(4009);
    expect((await lively.call('ping')).result).toEqual({});
  },
);

test('sockets, subscriptions, calls and closes are measured', async () => {
  const fresh = await stage.gateway();
  await fresh.ready();
  const client = await stage.client(fresh);
  await client.call('subscribe', { channel: 'notes' });
  await client.call('subscribe', { channel: 'rooms:a' });
  await client.call('publish', { channel: 'rooms:a', data: 1 });
  await client.call('publish', { channel: 'notes', data: 1 });
  await client.call('<script>');
  const other = await stage.client(fresh);
  other.socket.close(4321);
  const metrics = async () => (await fetch(`http://${fresh.host}/metrics`)).text();
  await eventually(async () => {
    const text = await metrics();
    for (const line of [
      'notes_stream_sockets{component="gateway"} 1',
      'notes_stream_subscriptions{kind="notes",component="gateway"} 1',
      'notes_stream_subscriptions{kind="room",component="gateway"} 1',
      'notes_stream_calls_total{method="subscribe",outcome="ok",component="gateway"} 2',
      'notes_stream_calls_total{method="publish",outcome="forbidden",component="gateway"} 1',
      'notes_stream_calls_total{method="unknown",outcome="not-found",component="gateway"} 1',
      'notes_stream_closes_total{code="other",component="gateway"} 1',
      'notes_stream_room_messages_total{outcome="published",component="gateway"} 1',
      'notes_stream_room_messages_total{outcome="pushed",component="gateway"} 1',
      'notes_stream_rate_limited_total{component="gateway"} 0',
    ])
      expect(text).toContain(line);
  });
  await client.call('unsubscribe', { channel: 'rooms:a' });
  expect(await metrics()).toContain('notes_stream_subscriptions{kind="room",component="gateway"} 0');
  await fresh.stop();
});
