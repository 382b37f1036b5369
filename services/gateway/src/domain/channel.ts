/** What can be subscribed to: all notes, one note, or the notes that somebody created. */
export type Channel =
  | { readonly kind: 'notes'; readonly name: string }
  | { readonly kind: 'note'; readonly name: string; readonly noteId: string }
  | { readonly kind: 'author'; readonly name: string; readonly author: string };

export const allNotes: Channel = { kind: 'notes', name: 'notes' };

/** Undefined if there is no such channel. Any text may follow the colon: a note may not exist yet, or never. */
export function parseChannel(name: string): Channel | undefined {
  if (name === allNotes.name) return allNotes;
  const colon = name.indexOf(':');
  const rest = name.slice(colon + 1);
  if (colon === -1 || rest === '') return undefined;
  const kind = name.slice(0, colon);
  if (kind === 'notes') return { kind: 'note', name, noteId: rest };
  return kind === 'authors' ? { kind: 'author', name, author: rest } : undefined;
}

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
