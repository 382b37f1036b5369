import { backoffMs } from '../../http/retry-pause.ts';
import { brokenOff, codes } from '../close-codes.ts';

/** The connection, as far as it decides anything. It is replaced, never changed. */
export type Link = {
  readonly phase: 'idle' | 'connecting' | 'open' | 'waiting' | 'offline' | 'closed';
  readonly via: 'websocket' | 'sse';
  readonly wanted: boolean;
  /** What the browser says of the network. */
  readonly online: boolean;
  /** Failures in a row: since the service was last heard. */
  readonly failures: number;
  /** Websockets in a row that were not even opened. */
  readonly unopened: number;
  /** How long the wait is that goes on. */
  readonly waitMs: number;
  /** With which code it was closed for good. */
  readonly code: number | undefined;
};

export type LinkTimer = 'retry' | 'open' | 'idle' | 'silence' | 'answer' | 'upgrade';

export type LinkInput =
  | { readonly type: 'wanted'; readonly wanted: boolean }
  | { readonly type: 'opened' }
  | { readonly type: 'heard' }
  /** `renewable`: another token can be had. */
  | { readonly type: 'broken'; readonly code: number; readonly random: number; readonly renewable: boolean }
  | { readonly type: 'timer'; readonly timer: LinkTimer; readonly random: number }
  | { readonly type: 'offline' | 'online' | 'visible' }
  | { readonly type: 'stop' };

export type LinkEffect =
  /** Open a new connection; whatever an older one still says is passed over. */
  | { readonly do: 'open'; readonly via: Link['via'] }
  | { readonly do: 'close' }
  /** Ask for a sign of life. */
  | { readonly do: 'ping' }
  /** Starts it anew if it runs. */
  | { readonly do: 'start'; readonly timer: LinkTimer; readonly ms: number }
  | { readonly do: 'clear'; readonly timers: readonly LinkTimer[] };

type Step = { readonly link: Link; readonly effects: readonly LinkEffect[] };

const range = { firstMs: 500, longestMs: 20_000 };
const openMs = 10_000;
const lingerMs = 10_000;
const silenceMs = 30_000;
const answerMs = 8_000;
const spreadMs = 1_000;
/** After a flood it begins with four seconds. */
const floodFailures = 3;
const unopenedBeforeSse = 2;
/** After an outage it is chance which of both was tried when it ended, and event streams carry no calls. */
const upgradeMs = 60_000;

export const newLink = (online: boolean): Link => ({
  ...{ phase: 'idle', via: 'websocket', wanted: false, online, failures: 0, unopened: 0 },
  ...{ waitMs: 0, code: undefined },
});

/**
 *   idle        nobody needs a connection                     → connecting, when somebody does
 *   connecting  a token is asked for, a connection opened     → open; waiting, when it fails or takes too long
 *   open        frames go both ways; after silence a ping     → waiting, when it breaks or the ping is not answered; idle, when not needed
 *   waiting     for the back-off to pass                      → connecting; offline
 *   offline     the browser knows of no network               → connecting, when there is one
 *   closed      for good, by ourselves or by a code that says so
 *
 * After two websockets in a row that were not opened, server-sent events are tried; when those end, or after a minute, a websocket again.
 */
export function stepLink(link: Link, input: LinkInput): Step {
  if (link.phase === 'closed') return stay(link);
  switch (input.type) {
    case 'wanted':
      return onWanted({ ...link, wanted: input.wanted });
    case 'opened':
      return link.phase === 'connecting' ? onOpened(link) : stay(link);
    case 'heard':
      return link.phase === 'open' ? onHeard(link) : stay(link);
    case 'broken':
      return isUp(link) ? onBroken(link, input) : stay(link);
    case 'timer':
      return onTimer(link, input.timer, input.random);
    case 'offline':
      return onOffline({ ...link, online: false });
    case 'online':
      return onHope({ ...link, online: true });
    case 'visible':
      return onHope(link);
    case 'stop':
      return end({ ...link, phase: 'closed' });
  }
}

const isUp = ({ phase }: Link): boolean => phase === 'connecting' || phase === 'open';
const stay = (link: Link): Step => ({ link, effects: [] });
const start = (timer: LinkTimer, ms: number): LinkEffect => ({ do: 'start', timer, ms });
const clear = (...timers: LinkTimer[]): LinkEffect => ({ do: 'clear', timers });
const every: readonly LinkTimer[] = ['retry', 'open', 'idle', 'silence', 'answer', 'upgrade'];
const end = (link: Link): Step => ({ link, effects: [clear(...every), { do: 'close' }] });

function onWanted(link: Link): Step {
  if (link.wanted) return link.phase === 'idle' ? connect(link) : { link, effects: [clear('idle')] };
  if (link.phase === 'open') return { link, effects: [start('idle', lingerMs)] };
  return link.phase === 'idle' ? stay(link) : end({ ...link, phase: 'idle' });
}

function connect(link: Link): Step {
  const via = link.unopened >= unopenedBeforeSse ? 'sse' : 'websocket';
  return {
    link: { ...link, phase: 'connecting', via },
    effects: [clear(...every), start('open', openMs), { do: 'open', via }],
  };
}

const onOpened = (link: Link): Step => ({
  link: { ...link, phase: 'open', unopened: link.via === 'sse' ? unopenedBeforeSse - 1 : 0 },
  effects: [
    clear('open'),
    start('silence', silenceMs),
    ...(link.via === 'sse' ? [start('upgrade', upgradeMs)] : []),
    ...(link.wanted ? [] : [start('idle', lingerMs)]),
  ],
});

const onHeard = (link: Link): Step => ({
  link: link.failures === 0 ? link : { ...link, failures: 0 },
  effects: [clear('answer'), start('silence', silenceMs)],
});

type Broken = { readonly code: number; readonly random: number; readonly renewable: boolean };

function onBroken(link: Link, { code, random, renewable }: Broken): Step {
  const isFinal = code === codes.binaryFrame || code === codes.forbidden || (code === codes.tokenExpired && !renewable);
  if (isFinal) return end({ ...link, phase: 'closed', code });
  const unopened = unopenedAfter(link);
  const { failures, wanted, online } = link;
  if (!wanted) return end({ ...link, phase: 'idle', unopened });
  const next = { ...link, failures: failures + 1, unopened };
  if (!online) return end({ ...next, phase: 'offline' });
  const waitMs = pauseMs(code, failures, random);
  const { effects } = end(next);
  return { link: { ...next, phase: 'waiting', waitMs }, effects: [...effects, start('retry', waitMs)] };
}

function unopenedAfter({ phase, via, unopened }: Link): number {
  if (phase !== 'connecting') return unopened;
  return via === 'sse' ? unopenedBeforeSse - 1 : unopened + 1;
}

const restarts: ReadonlySet<number> = new Set([codes.goingAway, codes.restart, codes.answered]);

/** Those who were sent away by a restart come back at once, but not all in the same moment. */
function pauseMs(code: number, failures: number, random: number): number {
  if (code === codes.flood) return backoffMs(Math.max(failures, floodFailures), random, range);
  if (failures > 0) return backoffMs(failures, random, range);
  if (code === codes.tokenExpired) return 0;
  return restarts.has(code) ? Math.round(random * spreadMs) : backoffMs(0, random, range);
}

function onTimer(link: Link, timer: LinkTimer, random: number): Step {
  const broken = { code: brokenOff, random, renewable: true };
  switch (timer) {
    case 'retry':
      return link.phase === 'waiting' ? connect(link) : stay(link);
    case 'open':
      return link.phase === 'connecting' ? onBroken(link, broken) : stay(link);
    case 'idle':
      return link.phase === 'open' && !link.wanted ? end({ ...link, phase: 'idle' }) : stay(link);
    case 'silence':
      return link.phase === 'open' ? probe(link) : stay(link);
    case 'answer':
      return link.phase === 'open' ? onBroken(link, broken) : stay(link);
    case 'upgrade':
      return link.phase === 'open' && link.via === 'sse' ? upgrade(link) : stay(link);
  }
}

function upgrade(link: Link): Step {
  const again = connect(link);
  return { link: again.link, effects: [{ do: 'close' }, ...again.effects] };
}

const probe = (link: Link): Step => ({ link, effects: [clear('silence'), start('answer', answerMs), { do: 'ping' }] });

/** What browsers say of the network is often wrong: a connection that is open is asked, not given up. */
function onOffline(link: Link): Step {
  if (link.phase === 'waiting') return { link: { ...link, phase: 'offline' }, effects: [clear('retry')] };
  return link.phase === 'open' ? probe(link) : stay(link);
}

/** The network is back, or somebody looks again: no reason to wait any longer, and a sleeping connection may be dead. */
function onHope(link: Link): Step {
  if (link.phase === 'offline' && !link.online) return stay(link);
  if (link.phase === 'waiting' || link.phase === 'offline') return connect(link);
  return link.phase === 'open' ? probe(link) : stay(link);
}
