import { parseGlob } from '@notes/contracts/glob';
import { type Position, parsePosition } from '@notes/kernel/position';
import type { Channel, ChannelEffect, ChannelInput, Member, Push } from './channel.ts';
import { isCovered, latest } from './position-set.ts';
import { reconcile } from './reconcile.ts';

type Step = { readonly channel: Channel; readonly effects: readonly ChannelEffect[] };

/** What a channel makes of what happens to it: pure, the states are told in channel.ts. */
export function stepChannel(channel: Channel, input: ChannelInput): Step {
  const { members } = channel;
  switch (input.type) {
    case 'join': {
      const { id, pattern, since } = input;
      const member = { id, pattern, seen: since, placed: since !== undefined, active: false, proven: false };
      return reconcile({ ...channel, members: [...members, member] });
    }
    case 'leave':
      return reconcile({ ...channel, members: members.filter(({ id }) => id !== input.id) });
    case 'up':
      return reconcile({ ...channel, phase: 'absent' });
    case 'retry':
      return channel.phase === 'paused' ? reconcile({ ...channel, phase: 'absent' }) : stay(channel);
    case 'down':
      return stay({ ...channel, phase: 'down', members: members.map((member) => ({ ...member, active: false })) });
    case 'subscribed':
      return channel.phase === 'asking' ? onSubscribed(channel, input.position) : stay(channel);
    case 'unrecovered':
      return channel.phase === 'asking' ? onUnrecovered(channel, input) : stay(channel);
    case 'refused':
      return channel.phase === 'asking' ? onRefused(channel, input) : stay(channel);
    case 'push':
      return channel.phase === 'live' || channel.phase === 'behind' ? onPush(channel, input) : stay(channel);
  }
}

const stay = (channel: Channel): Step => ({ channel, effects: [] });

/** Goes on with what is still to be done for the other members. */
function then(effects: readonly ChannelEffect[], next: Channel): Step {
  const { channel, effects: more } = reconcile(next);
  return { channel, effects: [...effects, ...more] };
}

function onSubscribed(channel: Channel, position: Position | undefined): Step {
  const { since, asked } = channel;
  const effects: ChannelEffect[] = [];
  const members = channel.members.map((member) => {
    if (!asked.includes(member.id)) return member;
    const begun: Member = { ...member, seen: member.seen ?? position, placed: true, active: true, proven: true };
    effects.push({ do: 'begin', id: member.id, position: begun.seen });
    return begun;
  });
  const phase = since === undefined ? 'live' : 'behind';
  return then(effects, { ...channel, phase, members, asked: [], reached: since ?? position, refusals: 0 });
}

function onUnrecovered(channel: Channel, { reason, position }: { reason: string; position: string | undefined }): Step {
  const { asked, members } = channel;
  const lost = members.filter(({ id }) => asked.includes(id));
  const effects = lost.map(({ id }): ChannelEffect => ({ do: 'lose', id, reason, position }));
  return then(effects, {
    ...channel,
    phase: 'absent',
    asked: [],
    members: members.filter((one) => !lost.includes(one)),
  });
}

/** For good: those are meant who have not been admitted before; if all have been, all of them. */
function onRefused(channel: Channel, { error, temporary }: { error: Error; temporary: boolean }): Step {
  const { asked, members } = channel;
  const refusals = channel.refusals + 1;
  if (temporary)
    return { channel: { ...channel, phase: 'paused', asked: [], refusals }, effects: [{ do: 'pause', refusals }] };
  const all = members.filter(({ id }) => asked.includes(id));
  const unproven = all.filter(({ proven }) => !proven);
  const refused = unproven.length === 0 ? all : unproven;
  const effects = refused.map(({ id }): ChannelEffect => ({ do: 'refuse', id, error }));
  return then(effects, {
    ...channel,
    phase: 'absent',
    asked: [],
    members: members.filter((one) => !refused.includes(one)),
  });
}

function onPush(channel: Channel, { event, data, position: token, traceparent }: Push): Step {
  const plain = { event, data, position: token };
  const push = traceparent === undefined ? plain : { ...plain, traceparent };
  const position = token === undefined ? undefined : parsePosition(token);
  if (event === '$revoked') return onRevoked(channel, token);
  const isSystem = event.startsWith('$');
  const takers = channel.members.filter((member) => member.active && takes(member, event, isSystem, position));
  const effects: ChannelEffect[] =
    takers.length === 0 ? [] : [{ do: 'deliver', ids: takers.map(({ id }) => id), push }];
  const next = position === undefined ? channel : moved(channel, position, isSystem);
  if (event === '$caught_up') return then(effects, { ...next, phase: 'live' });
  return { channel: event === '$behind' ? { ...next, phase: 'behind' } : next, effects };
}

const takes = (member: Member, event: string, isSystem: boolean, position: Position | undefined): boolean =>
  isSystem || (!hasHad(member, position) && parseGlob(member.pattern).matches(event));

const hasHad = ({ seen }: Member, position: Position | undefined): boolean =>
  seen !== undefined && position !== undefined && isCovered(position, seen);

/**
 * All active members have now had what the position covers, whether they wanted it or not. An event's position names its own partition
 * alone: without one that names all to build on, it would stand for the beginning of the others.
 */
function moved(channel: Channel, position: Position, isWhole: boolean): Channel {
  const after = (before: Position | undefined) =>
    before === undefined && !isWhole ? undefined : latest(before, position);
  const members = channel.members.map((member) => (member.active ? { ...member, seen: after(member.seen) } : member));
  return { ...channel, members, reached: after(channel.reached) };
}

function onRevoked(channel: Channel, position: string | undefined): Step {
  const effects = channel.members.map(({ id }): ChannelEffect => ({ do: 'lose', id, reason: 'revoked', position }));
  return { channel: { ...channel, phase: 'absent', members: [] }, effects };
}
