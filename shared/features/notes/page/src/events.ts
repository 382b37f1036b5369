import type { NoteEvent, PastEvent } from '@notes/client';
import type { Change } from '@notes/page/subjects';
import { type AnyNote, type Content, emptyContent, labels } from './content.ts';

/** An event as the store applies it. */
export const changeOf = (event: NoteEvent): Change<Content> => ({
  id: event.note_id,
  version: event.version,
  isCreation: event.type === 'NoteCreated',
  after: (note) => applyEvent(note, event),
});

/**
 * The note after an event; undefined if the note is not known at the version before. An event of an unknown type changes the version alone.
 */
function applyEvent(note: AnyNote | undefined, event: NoteEvent): AnyNote | undefined {
  if (event.type === 'NoteCreated') return created(event);
  if (note === undefined || note.version !== event.version - 1) return undefined;
  const now = { updated_at: event.time, version: event.version };
  const { deleted_at: _, ...live } = note;
  switch (event.type) {
    case 'NoteRevised':
      return { ...note, ...event.data.changes, ...now };
    case 'NoteDeleted':
      return { ...note, ...now, deleted_at: event.time };
    case 'NoteRestored':
      return { ...live, ...now };
    default:
      return { ...note, ...now };
  }
}

const created = (event: NoteEvent & { readonly type: 'NoteCreated' }): AnyNote => ({
  id: event.note_id,
  ...emptyContent,
  ...event.data,
  created_by: event.actor,
  created_at: event.time,
  updated_at: event.time,
  version: event.version,
});

/** A note's history with further events. Those that it has already are skipped, and those that would leave a gap. */
export function appendEvents(events: readonly PastEvent[], further: readonly PastEvent[]): readonly PastEvent[] {
  const all = [...events];
  for (const event of further) if (event.version === (all.at(-1)?.version ?? 0) + 1) all.push(event);
  return all.length === events.length ? events : all;
}

/** A note at a version, from its history; undefined if the history does not begin with the creation. */
export function foldHistory(events: readonly NoteEvent[], version = Number.POSITIVE_INFINITY): AnyNote | undefined {
  let note: AnyNote | undefined;
  for (const event of events) {
    if (event.version > version) break;
    note = applyEvent(note, event);
  }
  return note;
}

/** What an event did, to follow the actor's name: `changed the title and the text`. */
export function eventSentence(event: NoteEvent): string {
  switch (event.type) {
    case 'NoteCreated':
      return 'created the note';
    case 'NoteRevised':
      return `changed ${listed(Object.keys(event.data.changes).map(nameOf))}`;
    case 'NoteDeleted':
      return 'moved it to the bin';
    case 'NoteRestored':
      return 'restored it from the bin';
    default:
      return 'made a change that this version of the page does not know';
  }
}

const nameOf = (field: string): string => `the ${(labels[field as keyof Content] ?? field).toLowerCase()}`;

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
