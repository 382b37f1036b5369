import { once } from 'node:events';
import process from 'node:process';
import WebSocket from 'ws';
import { percentiles } from '../latency.ts';

/**
 * A process that holds many websockets open, and tells its parent over IPC what they get. So that the work of clients is
 * counted to nobody else.
 */
export type Ask =
  | { readonly open: number; readonly url: string; readonly subscribe?: boolean; readonly since?: string }
  | { readonly pause: number }
  | { readonly close: true }
  | { readonly count: true }
  | { readonly time: true };
/** `delayP99Ms`: from the time that an event bears to its arrival, at one of the sockets that read. */
export type Told = {
  readonly open: number;
  readonly events: number;
  readonly caughtUp: number;
  readonly delayP99Ms: number;
};

const sockets: WebSocket[] = [];
let events = 0;
let caughtUp = 0;
let delays: number[] = [];

const pushed = Buffer.from('{"channel"');
const caughtUpFrame = Buffer.from('"$caught_up"');

function onMessage(data: Buffer): void {
  if (!data.subarray(0, pushed.length).equals(pushed)) return;
  if (data.length < 600 && data.includes(caughtUpFrame)) caughtUp++;
  else events++;
}

/** The clock of the services is ours: all run on one machine. */
function onTimed(data: Buffer): void {
  const { data: event } = JSON.parse(data.toString()) as { data?: { time?: string } };
  if (event?.time !== undefined) delays.push(Date.now() - Date.parse(event.time));
}

async function openOne(url: string, subscribe: boolean, since: string | undefined): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/stream`, 'notes.v1', { perMessageDeflate: false });
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'open');
  if (!subscribe) return;
  const replied = new Promise<void>((resolve) => {
    socket.once('message', () => resolve());
  });
  socket.on('message', onMessage);
  const payload = { channel: 'notes', ...(since === undefined ? {} : { since }) };
  socket.send(JSON.stringify({ id: 1, method: 'subscribe', payload }));
  await replied;
}

process.on('message', async (ask: Ask) => {
  if ('open' in ask) {
    const { open, url, subscribe = true, since } = ask;
    for (let left = open; left > 0; left -= 100) {
      await Promise.all(Array.from({ length: Math.min(100, left) }, () => openOne(url, subscribe, since)));
    }
  }
  if ('pause' in ask) for (const socket of sockets.slice(0, ask.pause)) socket.pause();
  if ('time' in ask) {
    delays = [];
    const last = sockets.at(-1);
    last?.off('message', onTimed);
    last?.on('message', onTimed);
  }
  if ('close' in ask) {
    for (const socket of sockets.splice(0)) socket.terminate();
    events = 0;
    caughtUp = 0;
  }
  const delayP99Ms = percentiles(delays).p99Ms;
  process.send?.({ open: sockets.length, events, caughtUp, delayP99Ms } satisfies Told);
});
process.on('disconnect', () => process.exit());
