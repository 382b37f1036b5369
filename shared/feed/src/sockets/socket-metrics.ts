import { closeCodes } from '@notes/contracts';
import type { Metrics } from '@notes/service';
import { Counter, Gauge } from 'prom-client';
import type { Channels } from '../domain/channel.ts';

/** What is measured of websockets. */
export type SocketMetrics = {
  opened(): void;
  closed(code: number): void;
  /** On a channel; `by` -1 when it is left. */
  subscribed(channel: string, by: 1 | -1): void;
  /** `outcome`: `ok`, or the code of the error. */
  called(method: string, outcome: string): void;
  /** More calls than a socket may make. */
  limited(): void;
};

/** Peers may close with any code, and labels must be few. */
const knownCodes = new Set<number>([1000, 1001, 1002, 1005, 1006, 1007, 1009, ...Object.values(closeCodes)]);

export function createSocketMetrics({ registry }: Metrics, channels: Channels): SocketMetrics {
  const registers = [registry];
  const sockets = new Gauge({ name: 'notes_stream_sockets', help: 'Websockets that are open.', registers });
  const subscriptions = new Gauge({
    name: 'notes_stream_subscriptions',
    help: 'Channels that sockets are subscribed to, by kind: notes, note, author, room.',
    labelNames: ['kind'],
    registers,
  });
  const closes = new Counter({
    name: 'notes_stream_closes_total',
    help: 'Websockets that were closed, by code.',
    labelNames: ['code'],
    registers,
  });
  for (const code of [...knownCodes, 'other']) closes.inc({ code }, 0);
  const calls = new Counter({
    name: 'notes_stream_calls_total',
    help: 'Calls over websockets, by method and outcome: ok, or the code of the error.',
    labelNames: ['method', 'outcome'],
    registers,
  });
  const limited = new Counter({
    name: 'notes_stream_rate_limited_total',
    help: 'Calls that were refused because their socket made too many.',
    registers,
  });
  return {
    opened: () => sockets.inc(),
    closed(code) {
      sockets.dec();
      closes.inc({ code: knownCodes.has(code) ? String(code) : 'other' });
    },
    subscribed: (channel, by) => subscriptions.inc({ kind: channels.kindOf(channel) }, by),
    called: (method, outcome) => calls.inc({ method, outcome }),
    limited: () => limited.inc(),
  };
}
