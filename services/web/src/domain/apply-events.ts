import type { NoteEvent, PastEvent } from '@notes/client';
import type { AnyNote } from './any-note.ts';
import type { Knowledge } from './known.ts';

type Applied = {
  readonly knowledge: Knowledge;
  /** Which notes are different now. */
  readonly changed: ReadonlySet<string>;
  /** Of which notes it is known only that they have changed: they must be read. */
  readonly unknown: ReadonlySet<string>;
};

/** Takes in events, of each note in order. What is known already is passed over, so events may come again. */
export function applyEvents(knowledge: Knowledge, events: readonly NoteEvent[]): Applied {
  const next = new Map(knowledge);
  const changed = new Set<string>();
  const unknown = new Set<string>();
  for (const event of events) {
    const { note_id: id, version } = event;
    const known = next.get(id);
    if (known !== undefined && known.version >= version) continue;
    const note = applyEvent(known?.note, event);
    next.set(id, { version, note });
    changed.add(id);
    if (note === undefined) unknown.add(id);
    else unknown.delete(id);
  }
  return { knowledge: changed.size === 0 ? knowledge : next, changed, unknown };
}

/**
 * What an event makes of a note. Undefined: it cannot be told, because the note is not known as it was right before. An event of a type that
 * this page does not know moves the version alone.
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
  ...event.data,
  created_by: event.actor,
  created_at: event.time,
  updated_at: event.time,
  version: event.version,
});

/** A note's history with further events. What it has already is passed over, and so is what would leave a gap. */
export function appendEvents(events: readonly PastEvent[], further: readonly PastEvent[]): readonly PastEvent[] {
  const all = [...events];
  for (const event of further) if (event.version === (all.at(-1)?.version ?? 0) + 1) all.push(event);
  return all.length === events.length ? events : all;
}

/** A note as it was at a version, from its history. Undefined if the history does not reach back to the creation. */
export function foldHistory(events: readonly NoteEvent[], version = Number.POSITIVE_INFINITY): AnyNote | undefined {
  let note: AnyNote | undefined;
  for (const event of events) {
    if (event.version > version) break;
    note = applyEvent(note, event);
  }
  return note;
}
