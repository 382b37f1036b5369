import { type FeatureContract, restCalls, routesOf } from '@notes/contracts';
import { HistoryEvent, noteEvents } from './events.ts';
import { Note, NoteBody, NotePatch } from './note.ts';
import { NotePage } from './note-query.ts';

/** How notes are called on the websocket: `notes.create`, the channels `notes`, `notes:<id>` and `authors:<name>`. */
export const noteNames = { all: 'notes', one: 'note', authors: 'authors', by: 'author' } as const;

export const noteCalls = restCalls(noteNames, { Body: NoteBody, Patch: NotePatch, Item: Note, Page: NotePage });

/** What others need to know of the notes to pass them on. */
export const noteContract: FeatureContract = {
  ...noteNames,
  events: noteEvents,
  HistoryEvent,
  calls: noteCalls,
  routes: routesOf('/v1/notes', '/v1/stats'),
};
