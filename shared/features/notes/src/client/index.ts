import type {
  EventData,
  HistoryEvent,
  Note,
  NoteBody,
  NoteFilters,
  NotePatch,
  noteNames,
  SortMember,
} from '../contract/index.ts';

type Short<T extends string> = T extends `notes.${infer Name}.v${number}` ? Name : never;

type Known = {
  readonly [T in keyof EventData]: Omit<HistoryEvent, 'type' | 'data'> & {
    readonly type: Short<T>;
    readonly data: EventData[T];
  };
}[keyof EventData];

/**
 * Something that happened to a note. `type` tells what `data` holds. Services newer than this client may send further types: pass over
 * what you do not know.
 */
export type NoteEvent = Known;

/** What the notes are to their clients. */
export type NoteResource = {
  readonly Item: Note;
  readonly Body: NoteBody;
  readonly Patch: NotePatch;
  readonly Filters: NoteFilters;
  readonly Sort: SortMember;
  readonly Event: NoteEvent;
  readonly All: (typeof noteNames)['all'];
};
