import type { FeedMessage } from '@notes/contracts';
import { endOfNested, itemTexts, memberText } from '@notes/kernel';
import type { EntryParts } from './entry.ts';

/** A message of the projector, its events as the text that came. */
export type RelayedMessage = Omit<FeedMessage, 'entries'> & { readonly entries: readonly EntryParts[] | undefined };

/** Takes the entries of a message that has been read and checked out of its text: data are handed on as they were written. */
export function relayedMessage({ entries, ...message }: FeedMessage, text: string): RelayedMessage {
  if (entries === undefined) return { ...message, entries };
  const texts = inOurLayout(text) ?? inAnyLayout(text);
  return {
    ...message,
    entries: entries.map(({ pos, prev, author, event }, index) => ({
      ...{ pos, prev, author, subject: event.note_id, event: event.type },
      eventText: texts[index] ?? '{}',
    })),
  };
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
