import type { Static, TSchema } from 'typebox';

/**
 * What an event does to the life of its subject. A creation applies where there is nothing yet, a change and a deletion to
 * what is live, a restoration to what is deleted. A fence applies to anything and leaves its life as it is: a subject that was
 * only fenced is absent still, and its creation stands at the next version.
 *
 * Old software may not know a type, but never a type that has an effect.
 */
export type Effect = 'creates' | 'changes' | 'deletes' | 'restores' | 'fences';

/** The event types of an aggregate by their full names: the frozen schema of the data, and the effect. */
export type EventTable = Readonly<Record<string, { readonly schema: TSchema; readonly effect: Effect }>>;

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

/** The word that an event type begins with, which says to which aggregate it belongs: `notes.NoteCreated.v1` → `notes`. */
export const familyOf = (type: string): string => type.slice(0, type.indexOf('.'));

/** Whether the aggregate has this type of event. */
export const isKnownType = <E extends EventTable>(events: E, type: string): type is keyof E & string =>
  Object.hasOwn(events, type);

/** Whether the event is of a type that this software knows. */
export const isKnown = <E extends AnyEvent>(event: E): event is Exclude<E, UnknownEvent> => !('unknown' in event);

/** The types of events that have one of these effects. */
export const typesThat = (events: EventTable, ...effects: readonly Effect[]): string[] =>
  Object.keys(events).filter((type) => effects.some((effect) => events[type]?.effect === effect));
