import { storableText, uuidText } from '@notes/contracts';

/** What can be subscribed to: all notes, one note, or the notes that somebody created. */
export type Channel =
  | { readonly kind: 'notes'; readonly name: string }
  | { readonly kind: 'note'; readonly name: string; readonly noteId: string }
  | { readonly kind: 'author'; readonly name: string; readonly author: string };

export const allNotes: Channel = { kind: 'notes', name: 'notes' };

const uuid = new RegExp(uuidText);
const storable = new RegExp(storableText, 'u');
const maxAuthorLength = 255;

/**
 * Undefined if there is no such channel: no note can ever have that id, or nobody that name. The note or the author need not exist (yet).
 */
export function parseChannel(name: string): Channel | undefined {
  if (name === allNotes.name) return allNotes;
  const colon = name.indexOf(':');
  const rest = name.slice(colon + 1);
  if (colon === -1 || rest === '') return undefined;
  const kind = name.slice(0, colon);
  if (kind === 'notes') return uuid.test(rest) ? { kind: 'note', name, noteId: rest } : undefined;
  return kind === 'authors' && isAuthor(rest) ? { kind: 'author', name, author: rest } : undefined;
}

/** As whoever calls may be named: by characters, not by halves of them. */
const isAuthor = (name: string): boolean => storable.test(name) && [...name].length <= maxAuthorLength;

type Addressed = { readonly noteId: string; readonly author: string };

/** The names of the channels that an event is pushed to. */
export const channelsOf = ({ noteId, author }: Addressed): string[] => [
  'notes',
  `notes:${noteId}`,
  `authors:${author}`,
];

export function carries(channel: Channel, entry: Addressed): boolean {
  if (channel.kind === 'notes') return true;
  return channel.kind === 'note' ? entry.noteId === channel.noteId : entry.author === channel.author;
}
