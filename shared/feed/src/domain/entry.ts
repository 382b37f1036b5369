import { type FeedEntry, type FeedMessage, firstFamily, type SystemEvent } from '@notes/contracts';
import { endOfNested, eventPosition, itemTexts, memberText } from '@notes/kernel';
import { type Addressed, type ChannelNames, type Channels, peopleOf } from './channel.ts';
import { type Link, none } from './partition-follower.ts';

/** A journalled event on its way to subscribers. One of a family without channels goes to nobody, but the chain leads over it. */
export type Entry = Link &
  Addressed & {
    /** The short name of its type. */
    readonly event: string;
    /** When its writer has made it, as RFC 3339. */
    readonly time: string;
    /** The push on the channel of its family, as JSON in UTF-8. */
    readonly push: Buffer;
    /** Of the same bytes what is after the channel, and so the same on every channel. */
    readonly body: Buffer;
    /** The span of the request that wrote it, if its trace is kept and the event came by Redis. */
    readonly traceparent: string | undefined;
  };

/** What an entry is made of. `eventText` is the event as history shows it, as JSON. */
export type EntryParts = Addressed & {
  readonly pos: number;
  readonly prev: number | null;
  readonly event: string;
  readonly time: string;
  readonly eventText: string;
  readonly traceparent?: string | undefined;
};

/** What is kept of an event that nobody is shown, beside its place. */
export const unseen = { subject: '', people: [], eventText: '{}' } as const;

/** How a push on a channel begins. */
const opening = (channel: string): string => `{"channel":${JSON.stringify(channel)},`;

/** `epoch` is that of the log. Throws an Error if the position does not follow the one before it: such an entry would lead followers in a circle. */
export function toEntry(epoch: string, partition: number, parts: EntryParts): Entry {
  const { pos, family, subject, people, event, time, eventText, traceparent } = parts;
  const prev = parts.prev ?? none;
  if (prev >= pos) throw new Error(`partition ${partition}: position ${pos} comes after ${prev}`);
  const position = eventPosition(epoch, partition, pos);
  const begin = opening(family);
  const trace = traceparent === undefined ? '' : `,"traceparent":"${traceparent}"`;
  const push = Buffer.from(
    `${begin}"event":${JSON.stringify(event)},"data":${eventText},"position":"${position}"${trace}}`,
  );
  const body = push.subarray(Buffer.byteLength(begin));
  return { pos, prev, family, subject, people, event, time, push, body, traceparent };
}

/** How pushes are written for a kind of client. */
export type Encoding = {
  /** `position` covers all that the subscriber has had with this event; it costs something, and not every client needs it. */
  event(channel: string, entry: Entry, position: () => string): Buffer;
  /** `position` covers all that was sent on the channel. */
  system(channel: string, event: SystemEvent, position: string): Buffer;
};

/** A push as the text of one websocket message. An event names the position in its own partition only. */
export const messages: Encoding = {
  event: (channel, { family, push, body }) =>
    channel === family ? push : Buffer.concat([Buffer.from(opening(channel)), body]),
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

/** A message of the projector, its events as the text that came. */
export type RelayedMessage = Omit<FeedMessage, 'entries'> & { readonly entries: readonly EntryParts[] | undefined };

/**
 * Takes the entries of a message that has been read and checked out of its text: data are handed on as they were written. Throws an Error
 * if an event does not have the id of its subject under the name that its family has for it.
 */
export function relayedMessage(
  { entries, ...message }: FeedMessage,
  text: string,
  { ofFamily }: Pick<Channels, 'ofFamily'>,
): RelayedMessage {
  if (entries === undefined) return { ...message, entries };
  const texts = inOurLayout(text) ?? inAnyLayout(text);
  return {
    ...message,
    entries: entries.map(({ pos, prev, author, family = firstFamily, audience, traceparent, event: shown }, index) => {
      const { type: event, time } = shown;
      const names = ofFamily(family);
      if (names === undefined) return { pos, prev, family, event, time, ...unseen };
      const [subject, people] = [subjectOf(shown, names), peopleOf(names, author, audience)];
      return { pos, prev, family, event, time, subject, people, eventText: texts[index] ?? '{}', traceparent };
    }),
  };
}

function subjectOf(
  event: FeedEntry['event'] & { readonly [id: `${string}_id`]: unknown },
  { one }: ChannelNames,
): string {
  const subject = event[`${one}_id`];
  if (typeof subject !== 'string') throw new Error(`an event without ${one}_id`);
  return subject;
}

const beforeEntries = ',"entries":[';
const beforeEvent = ',"event":';

/**
 * The events of a message as the projector writes it: the entries are its last member, and the event is the last one of each entry and the
 * only object in it. Then a brace shows where each begins, and one look goes over the text instead of three. Undefined if it is not so.
 */
function inOurLayout(text: string): readonly string[] | undefined {
  const texts: string[] = [];
  let entry = text.indexOf('{', 1);
  if (!text.startsWith(beforeEntries, entry - beforeEntries.length)) return undefined;
  for (;;) {
    const event = text.indexOf('{', entry + 1);
    if (!text.startsWith(beforeEvent, event - beforeEvent.length)) return undefined;
    const end = endOfNested(text, event);
    texts.push(text.slice(event, end));
    if (text.startsWith('}]}', end)) return end + 3 === text.length ? texts : undefined;
    if (!text.startsWith('},{', end)) return undefined;
    entry = end + 2;
  }
}

const inAnyLayout = (text: string): readonly string[] =>
  itemTexts(memberText(text, 'entries') ?? '[]').map((entry) => memberText(entry, 'event') ?? '{}');
