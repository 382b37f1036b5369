import type { FeedMessage } from '@notes/contracts';
import { itemTexts, memberText } from '@notes/kernel';
import type { EntryParts } from './entry.ts';

/** A message of the projector, its events as the text that came. */
export type RelayedMessage = Omit<FeedMessage, 'entries'> & { readonly entries: readonly EntryParts[] | undefined };

/** Takes the entries of a message that has been read and checked out of its text: data are handed on as they were written. */
export function relayedMessage({ entries, ...message }: FeedMessage, text: string): RelayedMessage {
  if (entries === undefined) return { ...message, entries };
  const texts = itemTexts(memberText(text, 'entries') ?? '[]');
  return {
    ...message,
    entries: entries.map(({ pos, prev, author, event }, index) => ({
      ...{ pos, prev, author, noteId: event.note_id, event: event.type },
      eventText: memberText(texts[index] ?? '{}', 'event') ?? '{}',
    })),
  };
}
