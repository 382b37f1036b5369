import type { FeedStatus, Status } from '@notes/client';
import type { Sample } from './sample.ts';
import { count, milliseconds, rate } from './sample.ts';
import type { ServerInfo } from './watch.ts';

/** A stage that a change passes. The text expresses `tone`, too. */
export type Stage = {
  readonly name: string;
  readonly what: string;
  readonly figure: string;
  readonly detail: string;
  readonly tone: 'calm' | 'busy' | 'trouble';
};

export type Seen = {
  readonly status: Status | undefined;
  /** Why the status is not current. */
  readonly trouble: string | undefined;
  readonly sockets: ServerInfo | undefined;
  readonly feed: FeedStatus;
  /** The newest. */
  readonly sample: Sample | undefined;
  /** The median of the last own writes in milliseconds. */
  readonly ownMs: number | null;
};

/** The path of a change, stage by stage, each with its most important figure. */
export const stagesOf = (seen: Seen): readonly Stage[] => [
  commandStage(seen),
  logStage(seen),
  projectionStage(seen),
  feedStage(seen),
];

const commandStage = ({ ownMs }: Seen): Stage => ({
  name: 'Command',
  what: 'decides, appends, and reads its own event back',
  figure: milliseconds(ownMs),
  detail: ownMs === null ? 'nothing written here yet' : 'until you see your write',
  tone: 'calm',
});

function logStage({ status }: Seen): Stage {
  const ends = status?.partitions.map(({ end }) => end) ?? [];
  const known = ends.filter((end) => end !== null);
  const isAway = status !== undefined && known.length < ends.length;
  return {
    name: 'Log',
    what: 'keeps every event forever; the first writer wins',
    figure: known.length === 0 ? '–' : count(known.reduce((sum, end) => sum + end, 0)),
    detail: isAway ? 'unavailable at the moment' : `records in ${count(ends.length)} partitions`,
    tone: isAway ? 'trouble' : 'calm',
  };
}

function projectionStage({ status, trouble }: Seen): Stage {
  const what = 'folds events into tables, each exactly once';
  const name = 'Projection';
  if (trouble !== undefined) return { name, what, figure: '–', detail: trouble, tone: 'trouble' };
  const lag = status?.lag ?? null;
  return {
    name,
    what,
    figure: lag === null ? '–' : count(lag),
    detail: lag === 0 ? 'records behind: up to date' : 'records behind the log',
    tone: lag === null || lag === 0 ? 'calm' : 'busy',
  };
}

function feedStage({ feed, sockets, sample }: Seen): Stage {
  const name = 'Feed';
  const what = 'pushes what was projected, in order, without gaps';
  if (feed.state !== 'live' && feed.state !== 'catching-up')
    return { name, what, figure: '–', detail: feed.state, tone: 'trouble' };
  const where =
    sockets &&
    `to ${count(sockets.connections)} ${sockets.connections === 1 ? 'socket' : 'sockets'}${whereOf(sockets)}`;
  return {
    name,
    what,
    figure: `${rate(sample?.eventsPerSecond ?? null)}/s`,
    detail: [feed.state === 'live' ? 'live' : 'catching up', where].filter((part) => part !== undefined).join(', '),
    tone: (sample?.eventsPerSecond ?? 0) > 0 || feed.state === 'catching-up' ? 'busy' : 'calm',
  };
}

const whereOf = ({ gateways, complete }: ServerInfo): string => {
  if (!complete) return ' on this gateway, others unknown';
  return gateways === 1 ? ' on one gateway' : ` on ${count(gateways)} gateways`;
};
