import { type EventData, type EventType, eventData } from '@notes/contracts';

type Stamp = {
  readonly id: string;
  readonly noteId: string;
  readonly version: number;
  /** Id of the event that this one was decided on; undefined for a creation. */
  readonly previous: string | undefined;
  readonly commandId: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly time: string;
  readonly traceparent: string | undefined;
  /** Of an event that was read: the text of its data, byte for byte. Values that were parsed may not be what was written. */
  readonly dataText?: string | undefined;
};

/** An event of a type that this software knows, its data as the type's schema admits it. */
export type KnownEvent = {
  readonly [T in EventType]: Stamp & { readonly type: T; readonly data: EventData[T] };
}[EventType];

/** An event of a type that newer software wrote. Its data is kept as it is. */
export type UnknownEvent = Stamp & { readonly type: string; readonly data: object; readonly unknown: true };

/** A well-formed note event, as read from the log. */
export type NoteEvent = KnownEvent | UnknownEvent;

/** The data as it stands in the event's record, or will. */
export const dataTextOf = ({ dataText, data }: NoteEvent): string => dataText ?? JSON.stringify(data);

export const isKnownType = (type: string): type is EventType => Object.hasOwn(eventData, type);

export const isKnown = (event: NoteEvent): event is KnownEvent => !('unknown' in event);
