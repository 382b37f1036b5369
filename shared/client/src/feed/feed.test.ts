import { eventually } from '@notes/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createNotesClient, type NotesClient } from '../create-notes-client.ts';
import { InvalidError, UnauthorizedError, UnavailableError } from '../errors/problem-errors.ts';
import { epoch, FaultServer } from '../testing/fault-server.ts';
import { FeedLostError, type FeedStatus } from './feed-api.ts';

let server: FaultServer;
let client: NotesClient;

beforeEach(async () => {
  server = await new FaultServer().start();
  client = createNotesClient({ url: server.url });
});
afterEach(async () => {
  client.close();
  await server.stop();
});

/** A subscription, and the versions that come. */
function follow(channel = 'notes', options: Parameters<NotesClient['feed']['subscribe']>[1] = {}) {
  const versions: number[] = [];
  const ends: (Error | undefined)[] = [];
  const subscription = client.feed.subscribe(channel, {
    onEvent: ({ data }) => versions.push(data.version),
    onEnd: (error) => ends.push(error),
    ...options,
  });
  return { subscription, versions, ends };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** A token that says when it was issued and when it expires, and no more. */
function tokenFor(seconds: number): string {
  const iat = Math.floor(Date.now() / 1_000);
  return `x.${Buffer.from(JSON.stringify({ iat, exp: iat + seconds })).toString('base64url')}.x`;
}

describe('events', () => {
  test('come once and in order over breaks, repetitions and lost messages', async () => {
    const { subscription, versions } = follow();
    await subscription.ready;
    for (const [round, harm] of (['cut', 'repeat', 'lose', 'restart'] as const).entries()) {
      server.append();
      await eventually(() => expect(versions).toHaveLength(round * 3 + 1));
      if (harm === 'repeat') server.repeat();
      server.append('NoteCreated', harm !== 'lose');
      if (harm === 'restart') server.close(4012);
      else server.cut();
      server.append();
      await eventually(() => expect(versions).toEqual(range(1, round * 3 + 3)));
    }
    expect(subscription.position).toBe(`${epoch}:0-12`);
    expect(client.position).toBe(`${epoch}:0-12`);
  });

  test('are not lost when the connection breaks twice without any', async () => {
    const { subscription, versions } = follow();
    await subscription.ready;
    for (const _ of [1, 2]) {
      const before = server.upgrades.length;
      server.cut();
      // Not that nobody is connected: whoever comes back at once would not be seen to have been away.
      await eventually(() => expect(server.upgrades.length).toBeGreaterThan(before));
      await eventually(() => expect(client.feed.status).toEqual({ state: 'live' }));
    }
    server.cut();
    server.append();
    await eventually(() => expect(versions).toEqual([1]));
  });

  test('of all subscriptions come over one connection, each what it asked for', async () => {
    const all = follow('notes');
    const one = follow('notes:1', { event: 'NoteDeleted' });
    const some = follow('notes', { event: 'NoteDel*' });
    await Promise.all([all, one, some].map(({ subscription }) => subscription.ready));
    server.append('NoteCreated');
    server.append('NoteDeleted');
    await eventually(() => expect([all.versions, one.versions, some.versions]).toEqual([[1, 2], [2], [2]]));
    expect(server.upgrades).toHaveLength(1);
  });

  test('from an earlier position come first, also for one who comes later to a channel that is live', async () => {
    for (const _ of range(1, 3)) server.append();
    const live = follow();
    await live.subscription.ready;
    const late = follow('notes', { since: `${epoch}:0-1` });
    await eventually(() => expect(late.versions).toEqual([2, 3]));
    server.append();
    await eventually(() => expect([live.versions, late.versions]).toEqual([[4], [2, 3, 4]]));
  });

  test('can be iterated over, until it is left', async () => {
    const subscription = client.feed.subscribe('notes', { since: `${epoch}:0-0` });
    for (const _ of range(1, 3)) server.append();
    const seen: number[] = [];
    for await (const { data } of subscription) {
      seen.push(data.version);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([1, 2]);
    await eventually(() => expect(server.asked('unsubscribe')).toHaveLength(1));
  });

  test('wait for a slow taker with the service, and none is lost', async () => {
    const { subscription, versions } = follow('notes', { onEvent: undefined });
    await subscription.ready;
    for (const _ of range(1, 3_000)) server.append();
    await eventually(() => expect(server.asked('unsubscribe')).toHaveLength(1));
    for await (const { data } of subscription) {
      versions.push(data.version);
      if (versions.length === 3_000) break;
    }
    expect(versions).toEqual(range(1, 3_000));
  });

  test('are handled one after the other, and the position is that of what was handled', async () => {
    const gates: (() => void)[] = [];
    const { subscription } = follow('notes', { onEvent: () => new Promise<void>((resolve) => gates.push(resolve)) });
    await subscription.ready;
    server.append();
    server.append();
    await eventually(() => expect(gates).toHaveLength(1));
    expect(subscription.position).toBe(`${epoch}:0-0`);
    gates[0]?.();
    await eventually(() => expect(gates).toHaveLength(2));
    expect(subscription.position).toBe(`${epoch}:0-1`);
  });

  test('whose handler throws end the subscription', async () => {
    const bug = new Error('a bug');
    const { subscription, ends } = follow('notes', {
      onEvent: () => {
        throw bug;
      },
    });
    await subscription.ready;
    server.append();
    await eventually(() => expect(ends).toEqual([bug]));
  });
});

describe('a subscription', () => {
  test('that cannot be recovered says why, and ends', async () => {
    server.answers.set('subscribe', () => ({
      result: { recovered: false, reason: 'floor', position: `${epoch}:0-9` },
    }));
    const { subscription, ends } = follow('notes', { since: `${epoch}:0-1` });
    await eventually(() => expect(ends[0]).toBeInstanceOf(FeedLostError));
    expect(ends[0]).toMatchObject({ reason: 'floor', position: `${epoch}:0-9` });
    await expect(subscription.ready).rejects.toBe(ends[0]);
  });

  test('that is refused ends with the problem', async () => {
    const error = { code: 'invalid', message: 'channel: no', errors: [{ code: 'unknown-channel', detail: 'no' }] };
    server.answers.set('subscribe', () => ({ error }));
    const { ends } = follow('nothing');
    await eventually(() => expect(ends[0]).toBeInstanceOf(InvalidError));
    expect(ends[0]).toMatchObject({ status: 422, message: 'channel: no' });
  });

  test('that is refused for the moment is asked for again', async () => {
    server.answers.set('subscribe', () => ({ error: { code: 'unavailable', message: 'not yet', temporary: true } }));
    const { subscription } = follow();
    // Pauses are random: the third may follow at once.
    await eventually(() => expect(server.asked('subscribe').length).toBeGreaterThan(1));
    server.answers.clear();
    await subscription.ready;
  });

  test('ends with its signal, at once', async () => {
    const controller = new AbortController();
    const { subscription, ends, versions } = follow('notes', { signal: controller.signal });
    await subscription.ready;
    controller.abort();
    await eventually(() => expect(ends).toEqual([undefined]));
    server.append();
    await eventually(() => expect(server.asked('unsubscribe')).toHaveLength(1));
    expect(versions).toEqual([]);
  });

  test('with what is no position is a mistake of the program', () => {
    expect(() => follow('notes', { since: 'yesterday' })).toThrow(TypeError);
  });
});

describe('the connection', () => {
  test('tells how it is', async () => {
    const seen: FeedStatus[] = [];
    client.feed.onStatus((status) => seen.push(status));
    const { subscription } = follow();
    await subscription.ready;
    server.cut();
    await eventually(() => expect(seen.at(-1)?.state === 'live' && seen.length > 5).toBe(true));
    expect(seen.map(({ state }) => state)).toEqual([
      ...['idle', 'connecting', 'catching-up', 'live', 'reconnecting', 'connecting', 'catching-up', 'live'],
    ]);
    client.close();
    expect(seen.at(-1)).toEqual({ state: 'closed' });
  });

  test('carries the token as a subprotocol', async () => {
    client.close();
    client = createNotesClient({ url: server.url, token: 'abc.def.ghi' });
    await follow().subscription.ready;
    expect(server.upgrades[0]?.headers['sec-websocket-protocol']).toBe('notes.v1,bearer.abc.def.ghi');
  });

  test('that is closed since the token has expired is opened with another one', async () => {
    client.close();
    let asked = 0;
    const token = async (): Promise<string> => {
      asked += 1;
      return `token-${asked}`;
    };
    client = createNotesClient({ url: server.url, token });
    const { subscription, versions } = follow();
    await subscription.ready;
    server.close(4401);
    server.append();
    await eventually(() => expect(versions).toEqual([1]));
    expect(server.upgrades.map(({ headers }) => headers['sec-websocket-protocol'])).toEqual([
      'notes.v1,bearer.token-1',
      'notes.v1,bearer.token-2',
    ]);
  });

  test('that no other token can be had for ends all subscriptions', async () => {
    const { subscription, ends } = follow();
    await subscription.ready;
    server.close(4401);
    await eventually(() => expect(ends[0]).toBeInstanceOf(UnauthorizedError));
    await expect(client.call('ping')).rejects.toBeInstanceOf(UnauthorizedError);
    expect(follow().ends[0] ?? client.feed.status).toMatchObject({ state: 'closed' });
    expect(server.upgrades).toHaveLength(1);
  });

  test('gets a new token before the old one expires', async () => {
    client.close();
    let seconds = 3;
    const given: string[] = [];
    const token = (): string => {
      given.push(tokenFor(seconds));
      seconds = 3_600;
      return given.at(-1) ?? '';
    };
    client = createNotesClient({ url: server.url, token });
    await follow().subscription.ready;
    await eventually(() => expect(server.asked('auth.refresh')).toMatchObject([{ payload: { token: given[1] } }]));
    expect(server.upgrades).toHaveLength(1);
  });

  test('is made of event streams where websockets cannot be opened', async () => {
    server.refuseUpgrades = 404;
    const { subscription, versions } = follow();
    await subscription.ready;
    expect(server.streams).toHaveLength(1);
    server.append();
    server.cut();
    await eventually(() => expect(versions).toEqual([1]), { timeoutMs: 8_000 });
    expect(server.upgrades.length).toBeGreaterThan(2);
    await expect(client.call('publish', {})).rejects.toBeInstanceOf(UnavailableError);
  });

  test('of event streams tells of another log, too', async () => {
    server.refuseUpgrades = 404;
    const { ends } = follow('notes', { since: 'aaaaaaaa:0-1' });
    await eventually(() => expect(ends[0]).toMatchObject({ reason: 'epoch' }));
  });

  test('is closed when nobody needs it any more', async () => {
    await client.call('ping');
    client.close();
    await eventually(() => expect(server.connected).toBe(0));
  });
});
