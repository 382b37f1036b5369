import type { EventData, HistoryEvent } from '@notes/feature-notes/contract';

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
