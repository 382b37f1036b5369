import { eventPosition } from '@notes/kernel';
import { type Link, none } from './partition-follower.ts';

/** A journalled event on its way to subscribers. */
export type Entry = Link & {
  readonly noteId: string;
  /** Who created the note. */
  readonly author: string;
  /** The short name of its type. */
  readonly event: string;
  /** The push on the channel of all notes, as JSON in UTF-8. */
  readonly push: Buffer;
  /** Of the same bytes what is after the channel, and so the same on every channel. */
  readonly body: Buffer;
};

/** What an entry is made of. `eventText` is the event as history shows it, as JSON. */
export type EntryParts = {
  readonly pos: number;
  readonly prev: number | null;
  readonly noteId: string;
  readonly author: string;
  readonly event: string;
  readonly eventText: string;
};

const opening = '{"channel":"notes",';

/** Throws an Error if the position does not follow the one before it: such an entry would lead followers in a circle. */
export function toEntry(epoch: string, partition: number, parts: EntryParts): Entry {
  const { pos, noteId, author, event, eventText } = parts;
  const prev = parts.prev ?? none;
  if (prev >= pos) throw new Error(`partition ${partition}: position ${pos} comes after ${prev}`);
  const position = eventPosition(epoch, partition, pos);
  const push = Buffer.from(`${opening}"event":${JSON.stringify(event)},"data":${eventText},"position":"${position}"}`);
  return { pos, prev, noteId, author, event, push, body: push.subarray(opening.length) };
}
