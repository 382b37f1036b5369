import type { NoteEvent } from '@notes/client';

const names = { title: 'the title', description: 'the text', priority: 'the priority' } as const;

/** What somebody did, after the name: `changed the title and the text`. */
export function eventSentence(event: NoteEvent): string {
  switch (event.type) {
    case 'NoteCreated':
      return 'wrote the note';
    case 'NoteRevised':
      return `changed ${listed(Object.keys(event.data.changes).map((field) => names[field as keyof typeof names] ?? field))}`;
    case 'NoteDeleted':
      return 'put it into the bin';
    case 'NoteRestored':
      return 'took it out of the bin';
    default:
      return 'did something newer than this page knows';
  }
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
