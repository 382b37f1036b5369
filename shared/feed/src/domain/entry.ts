import { eventPosition } from '@notes/kernel';
import { type Link, none } from './partition-follower.ts';

/** A journalled event on its way to subscribers. */
export type Entry = Link & {
  readonly subject: string;
  /** Who created the subject. */
  readonly author: string;
  /** The short name of its type. */
  readonly event: string;
  /** The channel of everything. */
  readonly all: string;
  /** The push on that channel, as JSON in UTF-8. */
  readonly push: Buffer;
  /** Of the same bytes what is after the channel, and so the same on every channel. */
  readonly body: Buffer;
};

/** The log that entries are of. */
export type EntryLog = { readonly epoch: string; readonly all: string };

/** What an entry is made of. `eventText` is the event as history shows it, as JSON. */
export type EntryParts = {
  readonly pos: number;
  readonly prev: number | null;
  readonly subject: string;
  readonly author: string;
  readonly event: string;
  readonly eventText: string;
};

/** How a push on a channel begins. */
export const opening = (channel: string): string => `{"channel":${JSON.stringify(channel)},`;

/** `log` has the epoch, and the name of the channel of everything. Throws an Error if the position does not follow the one before it: such an entry would lead followers in a circle. */
export function toEntry({ epoch, all }: EntryLog, partition: number, parts: EntryParts): Entry {
  const { pos, subject, author, event, eventText } = parts;
  const prev = parts.prev ?? none;
  if (prev >= pos) throw new Error(`partition ${partition}: position ${pos} comes after ${prev}`);
  const position = eventPosition(epoch, partition, pos);
  const begin = opening(all);
  const push = Buffer.from(`${begin}"event":${JSON.stringify(event)},"data":${eventText},"position":"${position}"}`);
  return { pos, prev, subject, author, event, all, push, body: push.subarray(Buffer.byteLength(begin)) };
}
