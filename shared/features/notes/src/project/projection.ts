import type { Effect } from '@notes/kernel';
import type { Projection, ProjectionOf, Table } from '@notes/projecting';
import { type EventType, noteEvents } from '../contract/index.ts';
import type { NoteState } from '../domain/index.ts';

/** A projection whose rows are checked against the columns of its table. */
export const projection = <const T extends Table>(
  definition: ProjectionOf<T, NoteState, typeof noteEvents>,
): Projection => definition;

export const everyType = Object.keys(noteEvents) as readonly EventType[];

/** The types of the events that have one of these effects on a note's life. */
export const typesThatDo = (...effects: readonly Effect[]): readonly EventType[] =>
  everyType.filter((type) => effects.includes(noteEvents[type].effect));

/** 1 for a note that is there and not deleted, else 0. */
export const countLive = (note: NoteState | undefined): 0 | 1 =>
  note === undefined || note.deleted_at !== null ? 0 : 1;
