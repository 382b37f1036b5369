import { type FeedEntry, type FeedMessage, firstFamily, isSampled, shortType } from '@notes/contracts';
import { type Checkpoint, dataTextOf, familyOf } from '@notes/kernel';
import type { JournalEntry } from './journal.ts';
import { aggregateOf, type ReadModel } from './projection.ts';

/** Above this many characters of entries a message goes without them: Redis would buffer it once for every gateway. */
export const maxEntriesLength = 256 * 1024;

/** No entry is shorter, so a batch of a replay is known to be too long before any of it is written. */
const minEntryLength = 170;

/** A message for the gateways, ready to be published. */
export type FeedOutput = { readonly partition: number; readonly text: string };

/**
 * One message for each partition that a commit has added to: what it journalled there, or, where that is too much, only
 * that it did, so that gateways read the journal. `journal` is in log order per partition.
 */
export function feedMessages(readModel: ReadModel, epoch: string, journal: readonly JournalEntry[]): FeedOutput[] {
  const byPartition = new Map<number, JournalEntry[]>();
  for (const entry of journal) {
    const list = byPartition.get(entry.partition);
    if (list === undefined) byPartition.set(entry.partition, [entry]);
    else list.push(entry);
  }
  return [...byPartition].map(([partition, entries]) => {
    const message = { epoch, partition, prev: entries[0]?.prev ?? null, last: entries.at(-1)?.pos ?? null };
    return { partition, text: messageText(message, entriesText(readModel, entries)) };
  });
}

/** What is published every second for each partition held, so that gateways notice what they have missed. */
export function heartbeat(epoch: string, { partition, journalPos }: Checkpoint): FeedOutput {
  const message: FeedMessage = { epoch, partition, prev: journalPos, last: journalPos };
  return { partition, text: JSON.stringify(message) };
}

const messageText = (message: FeedMessage, entries: string | undefined): string =>
  entries === undefined ? JSON.stringify(message) : `${JSON.stringify(message).slice(0, -1)},"entries":[${entries}]}`;

/** The entries as JSON, joined by commas; undefined if that is too long. */
function entriesText(readModel: ReadModel, entries: readonly JournalEntry[]): string | undefined {
  if (entries.length * minEntryLength > maxEntriesLength) return undefined;
  const items: string[] = [];
  let length = 0;
  for (const entry of entries) {
    const item = entryText(readModel, entry);
    length += item.length + 1;
    if (length > maxEntriesLength) return undefined;
    items.push(item);
  }
  return items.join(',');
}

type Placed = Omit<FeedEntry, 'event' | 'audience' | 'traceparent'> & Pick<JournalEntry, 'audience'>;
type Known = Omit<FeedEntry['event'], 'data'>;

/** A `FeedEntry` as JSON, the data as they were written. An id is text that needs no escapes. */
function entryText(readModel: ReadModel, { pos, prev, author, audience, event }: JournalEntry): string {
  const { subject, version, type, time, actor, traceparent } = event;
  const { name, family } = aggregateOf(readModel, familyOf(type));
  const placed: Placed = family === firstFamily ? { pos, prev, author } : { pos, prev, author, family, audience };
  const known: Known = { version, type: shortType(type), time, actor };
  const inside = `"${name}_id":"${subject}",${JSON.stringify(known).slice(1, -1)},"data":${dataTextOf(event)}`;
  const trace = traceparent !== undefined && isSampled(traceparent) ? `,"traceparent":"${traceparent}"` : '';
  return `${JSON.stringify(placed).slice(0, -1)}${trace},"event":{${inside}}}`;
}
