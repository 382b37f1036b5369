import type { Static } from 'typebox';
import type { EventTable } from './aggregate.ts';

/** What every event has, whatever happened. */
export type Stamp = {
  readonly id: string;
  /** The id of what it happened to. */
  readonly subject: string;
  readonly version: number;
  /** Id of the event that this one was decided on; undefined for the first. */
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
export type KnownEvent<Events extends EventTable = EventTable> = {
  readonly [T in keyof Events & string]: Stamp & {
    readonly type: T;
    readonly data: Static<Events[T]['schema']> & object;
  };
}[keyof Events & string];

/** An event of a type that newer software wrote. Its data is kept as it is. */
export type UnknownEvent = Stamp & { readonly type: string; readonly data: object; readonly unknown: true };

/** A well-formed event, as read from the log. */
export type AnyEvent<Events extends EventTable = EventTable> = KnownEvent<Events> | UnknownEvent;

/** The data as it stands in the event's record, or will. */
export const dataTextOf = ({ dataText, data }: AnyEvent): string => dataText ?? JSON.stringify(data);
