import { type EventType, noteEvents } from '@notes/contracts';
import type { KnownNoteEvent, NoteState } from '@notes/feature-notes/domain';
import type { Row, RowOf, Table } from './table.ts';

/** An event as the journal keeps it: what it was decided on is forgotten once it is accepted. */
type Journalled<E extends KnownNoteEvent = KnownNoteEvent> = E extends unknown ? Omit<E, 'previous'> : never;

/** What an accepted event has made of a note: before it (undefined: there was none) and after it. */
export type NoteChange = {
  readonly partition: number;
  readonly event: Journalled;
  readonly before: NoteState | undefined;
  readonly after: NoteState;
};

/**
 * A table of the read model and the rows that a change puts into it: a pure function, for events of these types only. It is the
 * same for events that come from the log and for those that are read from the journal for a new version of the read model.
 */
export type Projection = {
  readonly table: Table;
  readonly types: readonly EventType[];
  project(change: NoteChange): readonly Row[];
};

/** A projection whose rows are checked against the columns of its table. */
export const projection = <const T extends Table>(definition: {
  readonly table: T;
  readonly types: readonly EventType[];
  project(change: NoteChange): readonly RowOf<T>[];
}): Projection => definition;

export const everyType = Object.keys(noteEvents) as readonly EventType[];
