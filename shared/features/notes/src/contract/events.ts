import { historyOf, keptOf } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { type NoteFields, noteFields } from './note.ts';

const closed = { additionalProperties: false } as const;
const kept = keptOf(noteFields);

/**
 * What can happen to a note: for each event type what it does to the note's life, and the schema of its data. A schema is
 * frozen with its name: what it admits decides for ever which records are accepted, so a change of any of these is a new type
 * with the next suffix and an upcaster, never an edit.
 */
export const noteEvents = {
  'notes.NoteCreated.v1': {
    effect: 'creates',
    schema: Type.Object(kept, closed),
  },
  'notes.NoteRevised.v1': {
    effect: 'changes',
    schema: Type.Object(
      { changes: Type.Partial(Type.Object(kept), { ...closed, $id: 'NoteChanges', minProperties: 1 }) },
      closed,
    ),
  },
  'notes.NoteDeleted.v1': { effect: 'deletes', schema: Type.Object({}, closed) },
  'notes.NoteRestored.v1': { effect: 'restores', schema: Type.Object({}, closed) },
} as const;

export type EventType = keyof typeof noteEvents;
export type EventData = { readonly [T in EventType]: Static<(typeof noteEvents)[T]['schema']> };

/**
 * What a creation, and a change, is written as. Where there are several versions of a type: as the oldest that can say it, so that
 * older software stops at no more notes than it must.
 */
export const creationOf = (fields: NoteFields) => ({ type: 'notes.NoteCreated.v1', data: fields }) as const;
export const changeOf = (changes: Partial<NoteFields>) =>
  ({ type: 'notes.NoteRevised.v1', data: { changes } }) as const;

const history = historyOf('', 'note_id', 'NoteCreated');

/** A note event as history answers it and the feed pushes it. */
export const HistoryEvent = history.Event;
export type HistoryEvent = Static<typeof HistoryEvent>;

/** An event of a note's history, and where it stands in the log. */
export type PlacedEvent = Static<typeof history.Placed>;

export const HistoryPage = history.Page;
export type HistoryPage = Static<typeof HistoryPage>;
