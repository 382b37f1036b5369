import { parsePosition } from '@notes/kernel/position';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byPartition, ModelFeed } from '../../testing/model-feed.ts';
import { type Channel, type ChannelEffect, type ChannelInput, newChannel } from './channel.ts';
import { stepChannel } from './step-channel.ts';

const patterns = ['*', 'NoteCreated', 'Note*', 'Note[DR]*'];
const events = ['NoteCreated', 'NoteRevised', 'NoteDeleted'];

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      partition: fc.nat(1),
      event: fc.constantFrom(...events),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('join' as const),
      pattern: fc.constantFrom(...patterns),
      since: fc.option(fc.nat(40)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), nth: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'connect' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'disconnect' as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('serve' as const), isBusy: fc.boolean() }) },
  { weight: 6, arbitrary: fc.constant({ do: 'pump' as const }) },
  { weight: 8, arbitrary: fc.constant({ do: 'receive' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'retry' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('remark' as const),
      event: fc.constantFrom('$behind' as const, '$position' as const),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const does: { readonly [D in Step['do']]: (feed: ModelFeed, one: Extract<Step, { do: D }>) => void } = {
  append: (feed, { partition, event }) => feed.append(partition, event),
  join: (feed, { pattern, since }) => feed.join(pattern, since ?? undefined),
  leave: (feed, { nth }) => feed.leave(nth),
  connect: (feed) => feed.connect(),
  disconnect: (feed) => feed.disconnect(),
  serve: (feed, { isBusy }) => feed.serve(isBusy),
  pump: (feed) => feed.pump(),
  receive: (feed) => feed.receive(),
  retry: (feed) => feed.retry(),
  remark: (feed, { event }) => feed.remark(event),
};

test('whatever breaks and whoever comes and goes, every member gets what it is due, once and in order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const feed = new ModelFeed();
      for (const one of steps) does[one.do](feed, one as never);
      feed.settle();
      for (const member of feed.members.values()) {
        expect(member.begun).toBeDefined();
        if (member.since !== undefined) expect(member.begun).toEqual(member.since);
        expect(byPartition(member.got.map(({ position }) => position))).toEqual(byPartition(feed.due(member)));
      }
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

const at = (text: string) => parsePosition(text);

function play(...inputs: ChannelInput[]): { channel: Channel; effects: ChannelEffect[] } {
  let channel = newChannel('notes', true);
  const effects: ChannelEffect[] = [];
  for (const input of inputs) {
    const result = stepChannel(channel, input);
    channel = result.channel;
    effects.push(...result.effects);
  }
  return { channel, effects };
}

const join = (id: number, since?: string, pattern = '*'): ChannelInput => ({
  type: 'join',
  id,
  pattern,
  since: since === undefined ? undefined : at(since),
});
const subscribed = (position: string): ChannelInput => ({ type: 'subscribed', position: at(position) });
const push = (event: string, position?: string): ChannelInput => ({ type: 'push', event, data: {}, position });

describe('what cannot go on', () => {
  test('is told with its reason, and the others go on', () => {
    const { effects } = play(join(1, 'aaaaaaaa:0-1'), join(2, 'bbbbbbbb:0-1'), {
      type: 'unrecovered',
      reason: 'epoch',
      position: 'bbbbbbbb:0-9',
    });
    expect(effects.slice(1)).toEqual([
      { do: 'lose', id: 1, reason: 'epoch', position: 'bbbbbbbb:0-9' },
      { do: 'subscribe', pattern: '*', since: at('bbbbbbbb:0-1') },
    ]);
  });

  test('a member of another log than the one that is live is lost by itself', () => {
    const { effects } = play(join(1, 'bbbbbbbb:0-1'), subscribed('bbbbbbbb:0-1'), join(2, 'aaaaaaaa:0-1'));
    expect(effects.at(-1)).toEqual({ do: 'lose', id: 2, reason: 'epoch', position: undefined });
  });

  test('a refusal for good meets the newcomer, and those who were admitted before go on', () => {
    const error = new Error('beyond the end');
    const { effects, channel } = play(join(1), subscribed('bbbbbbbb:0-1'), join(2, 'bbbbbbbb:0-99'), {
      type: 'refused',
      error,
      temporary: false,
    });
    expect(effects.slice(-2)).toEqual([
      { do: 'refuse', id: 2, error },
      { do: 'subscribe', pattern: '*', since: at('bbbbbbbb:0-1') },
    ]);
    expect(channel.members.map(({ id }) => id)).toEqual([1]);
  });

  test('a channel that is taken away ends all its subscriptions', () => {
    const { effects, channel } = play(join(1), subscribed('bbbbbbbb:0-1'), push('$revoked', 'bbbbbbbb:0-2'));
    expect(effects.at(-1)).toEqual({ do: 'lose', id: 1, reason: 'revoked', position: 'bbbbbbbb:0-2' });
    expect(channel).toMatchObject({ phase: 'absent', members: [] });
  });
});

describe('a channel without positions', () => {
  test('gives everything it gets to all who are on it, and begins anew after a break', () => {
    const { effects } = play(
      join(1),
      { type: 'subscribed', position: undefined },
      join(2),
      push('hello'),
      { type: 'down' },
      { type: 'up' },
    );
    const ask = { do: 'subscribe', pattern: '*', since: undefined };
    expect(effects).toEqual([
      ask,
      { do: 'begin', id: 1, position: undefined },
      { do: 'begin', id: 2, position: undefined },
      { do: 'deliver', ids: [1, 2], push: { event: 'hello', data: {}, position: undefined } },
      ask,
    ]);
  });

  test('an event does not become a place to begin from: it would stand for the beginning of all other partitions', () => {
    const { effects } = play(
      join(1),
      { type: 'subscribed', position: undefined },
      push('NoteCreated', 'bbbbbbbb:0-5'),
      { type: 'down' },
      { type: 'up' },
    );
    expect(effects.at(-1)).toEqual({ do: 'subscribe', pattern: '*', since: undefined });
  });
});
