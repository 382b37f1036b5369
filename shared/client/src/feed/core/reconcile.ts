import type { Channel, ChannelEffect, Member } from './channel.ts';
import { earliest } from './position-set.ts';

type Step = { readonly channel: Channel; readonly effects: readonly ChannelEffect[] };

/** Does what the members still need: nothing, while a subscribe is under way or cannot be sent. */
export function reconcile(channel: Channel): Step {
  const { phase, members, pattern } = channel;
  if (phase === 'absent') return members.length === 0 ? { channel, effects: [] } : ask(channel);
  if (phase !== 'live' && phase !== 'behind') return { channel, effects: [] };
  const unsubscribe: ChannelEffect = { do: 'unsubscribe', pattern };
  if (members.length === 0) return { channel: { ...channel, phase: 'absent' }, effects: [unsubscribe] };
  const { channel: joined, effects } = phase === 'live' ? letIn(channel) : { channel, effects: [] };
  const { strangers, late } = whoWaits(joined);
  const lost = strangers.map(({ id }): ChannelEffect => ({ do: 'lose', id, reason: 'epoch', position: undefined }));
  const rest = joined.members.filter((member) => !strangers.includes(member));
  if (late.length === 0) return { channel: { ...joined, members: rest }, effects: [...effects, ...lost] };
  const again = ask({ ...joined, members: rest.map((member) => ({ ...member, active: false })) });
  return { channel: again.channel, effects: [...effects, ...lost, unsubscribe, ...again.effects] };
}

/** Members without a place of their own begin where live is now; at once, if the service's filter lets through what they want. */
function letIn(channel: Channel): Step {
  const effects: ChannelEffect[] = [];
  const members = channel.members.map((member) => {
    if (member.active || member.placed) return member;
    const placed = { ...member, seen: channel.reached, placed: true };
    if (channel.pattern !== '*' && channel.pattern !== member.pattern) return placed;
    effects.push({ do: 'begin', id: member.id, position: channel.reached });
    return { ...placed, active: true, proven: true };
  });
  return { channel: { ...channel, members }, effects };
}

/** Who has a place but does not get anything yet; strangers have theirs in another log than this one. */
function whoWaits({ members, reached }: Channel): { strangers: readonly Member[]; late: readonly Member[] } {
  const waiting = members.filter(({ active, placed }) => placed && !active);
  const strangers = waiting.filter(
    ({ seen }) => seen !== undefined && reached !== undefined && seen.epoch !== reached.epoch,
  );
  return { strangers, late: waiting.filter((member) => !strangers.includes(member)) };
}

/**
 * Subscribes from where the first member is that has a place, and for all whose place is in the same log. Without any, from now on, for
 * everybody. One pattern only: a second one added later would miss what went by before.
 */
function ask(channel: Channel): Step {
  const { members } = channel;
  const seen = members.flatMap((member) => (member.seen === undefined ? [] : [{ ...member, seen: member.seen }]));
  const [first, ...others] = seen;
  const group = first === undefined ? members : [first, ...others.filter((one) => one.seen.epoch === first.seen.epoch)];
  const since =
    first === undefined
      ? undefined
      : earliest(
          first.seen,
          others.filter((one) => one.seen.epoch === first.seen.epoch).map((one) => one.seen),
        );
  const pattern = members.every((member) => member.pattern === members[0]?.pattern)
    ? (members[0]?.pattern ?? '*')
    : '*';
  return {
    channel: { ...channel, phase: 'asking', pattern, since, reached: undefined, asked: group.map(({ id }) => id) },
    effects: [{ do: 'subscribe', pattern, since }],
  };
}
