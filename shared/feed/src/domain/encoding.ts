import type { SystemEvent } from '@notes/contracts';
import { type Entry, opening } from './entry.ts';

/** How pushes are written for a kind of client. */
export type Encoding = {
  /** `position` tells all that the subscriber has had with this event; it costs something, and not every client needs it. */
  event(channel: string, entry: Entry, position: () => string): Buffer;
  /** `position` covers all that was sent on the channel. */
  system(channel: string, event: SystemEvent, position: string): Buffer;
};

/** A push as the text of one websocket message. An event names the position in its own partition only. */
export const messages: Encoding = {
  event: (channel, { all, push, body }) =>
    channel === all ? push : Buffer.concat([Buffer.from(opening(channel)), body]),
  system: (channel, event, position) =>
    Buffer.from(`${opening(channel)}"event":"${event}","data":{},"position":"${position}"}`),
};

/** The same push as a server-sent event. Its id names every partition, since it is all that a browser comes back with. */
export const eventStream: Encoding = {
  event: (channel, entry, position) => streamed(entry.event, position(), messages.event(channel, entry, position)),
  system: (channel, event, position) => streamed(event, position, messages.system(channel, event, position)),
};

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const end = Buffer.from('\n\n');

const streamed = (event: string, id: string, push: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`event: ${event}\nid: ${id}\ndata: `), inLines(push), end]);

/** Other writers may have laid out their JSON in lines, and each is a line of data; what reads the stream joins them again. */
const inLines = (push: Buffer): Buffer =>
  push.includes(lineFeed) || push.includes(carriageReturn)
    ? Buffer.from(push.toString().replaceAll(/\r\n|\n|\r/g, '\ndata: '))
    : push;
