import { once } from 'node:events';
import process from 'node:process';
import WebSocket from 'ws';
import { percentiles } from '../latency.ts';

/**
 * A process that holds many websockets open, and tells its parent over IPC what they get. So that the work of clients is
 * counted to nobody else.
 */
export type Ask =
  | {
      readonly open: number;
      readonly url: string;
      readonly subscribe?: boolean;
      readonly since?: string;
      /** Default `notes`. */
      readonly speaks?: keyof typeof handshakes;
    }
  | { readonly pause: number }
  | { readonly close: true }
  | { readonly count: true }
  | { readonly time: true };
/** Delays are from the time that an event bears to its arrival, at one of the sockets that read. */
export type Told = {
  readonly open: number;
  readonly events: number;
  readonly caughtUp: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
};

const sockets: WebSocket[] = [];
let events = 0;
let caughtUp = 0;
let delays: number[] = [];

/** How an event begins: as a message of ours, or as an event of Socket.IO. */
const pushed = ['{"channel"', '42["event"'].map((text) => Buffer.from(text));
const isPushed = (data: Buffer): boolean => pushed.some((begin) => data.subarray(0, begin.length).equals(begin));
const caughtUpFrame = Buffer.from('"$caught_up"');

function onMessage(data: Buffer): void {
  if (!isPushed(data)) return;
  if (data.length < 600 && data.includes(caughtUpFrame)) caughtUp++;
  else events++;
}

/** The clock of the services is ours: all run on one machine. */
function onTimed(data: Buffer): void {
  const [, time] = /"time":"([^"]+)"/.exec(data.toString()) ?? [];
  if (time !== undefined) delays.push(Date.now() - Date.parse(time));
}

type Subscription = { readonly subscribe: boolean; readonly since: string | undefined };

const handshakes = { notes: openOurs, 'socket.io': openSocketIo };

async function openOurs(url: string, { subscribe, since }: Subscription): Promise<void> {
  const socket = connect(`${url}/v1/stream`, 'notes.v1');
  await once(socket, 'open');
  if (!subscribe) return;
  const replied = once(socket, 'message');
  socket.on('message', onMessage);
  const payload = { channel: 'notes', ...(since === undefined ? {} : { since }) };
  socket.send(JSON.stringify({ id: 1, method: 'subscribe', payload }));
  await replied;
}

/** Engine.IO 4 and Socket.IO 5, as much as it takes to be in the default namespace and to stay there. */
async function openSocketIo(url: string): Promise<void> {
  const socket = connect(`${url}/socket.io/?EIO=4&transport=websocket`);
  await once(socket, 'message');
  const joined = once(socket, 'message');
  socket.send('40');
  await joined;
  socket.on('message', (data: Buffer) => (data.length === 1 && data[0] === 0x32 ? socket.send('3') : onMessage(data)));
}

function connect(url: string, protocol: string[] | string = []): WebSocket {
  const socket = new WebSocket(url.replace('http', 'ws'), protocol, { perMessageDeflate: false });
  sockets.push(socket);
  socket.on('error', () => {});
  return socket;
}

process.on('message', async (ask: Ask) => {
  if ('open' in ask) {
    const { open, url, subscribe = true, since, speaks = 'notes' } = ask;
    const openOne = handshakes[speaks];
    for (let left = open; left > 0; left -= 100) {
      await Promise.all(Array.from({ length: Math.min(100, left) }, () => openOne(url, { subscribe, since })));
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
  const { p50Ms: delayP50Ms, p99Ms: delayP99Ms } = percentiles(delays);
  process.send?.({ open: sockets.length, events, caughtUp, delayP50Ms, delayP99Ms } satisfies Told);
});
process.on('disconnect', () => process.exit());
