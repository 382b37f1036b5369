import type { Static } from 'typebox';
import type { EventTable, KnownEvent } from './event.ts';
import type { RowMapping } from './row.ts';

/** The type and data of an event that has yet to be stamped with ids and a time. */
export type Draft<Events extends EventTable = EventTable> = {
  readonly [T in keyof Events & string]: { readonly type: T; readonly data: Static<Events[T]['schema']> & object };
}[keyof Events & string];

/** What comes of a command: an event, nothing to do, or a refusal. */
export type Decision<D = Draft, Why = string> =
  | { readonly kind: 'event'; readonly draft: D }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly why: Why };

/** What every state has, whatever it is a state of: the times of its last event, and of its deletion, as RFC 3339 in UTC. */
export type SubjectState = {
  readonly version: number;
  readonly updated_at: string;
  readonly deleted_at: string | null;
};

/**
 * One kind of subject, as a value: what can happen to it, what that makes of it, and how it is stored. Writing, projecting and
 * reading take it as an argument. All functions are pure.
 */
export type Aggregate<
  State extends SubjectState = SubjectState,
  Command = unknown,
  Events extends EventTable = EventTable,
  Refusal extends string = string,
> = {
  /** In the singular, for messages. */
  readonly name: string;
  /** In the plural: what its event types begin with, as its source, channels and addresses do. */
  readonly family: string;
  readonly events: Events;
  /** The state after an accepted event. It trusts that `accept` has seen the events in order. */
  evolve(state: State | undefined, event: KnownEvent<Events>): State;
  /** What comes of a command on a state; undefined: there is nothing yet. */
  decide(state: State | undefined, command: Command): Decision<Draft<Events>, Refusal>;
  readonly row: RowMapping<State>;
  /** A member of the state whose text no two live subjects may share; null is no value. */
  readonly unique?: string;
  /**
   * The people whom an event concerns, each once, by the states before it (undefined: there was none) and after it: channels may go by
   * them, in place of the author.
   */
  audience?(before: State | undefined, after: State): readonly string[];
};

/** The value that a subject keeps from others: that of its unique member while it is live, or null. */
export function heldBy({ unique }: Pick<Aggregate, 'unique'>, state: SubjectState | undefined): string | null {
  if (unique === undefined || state === undefined || state.deleted_at !== null) return null;
  return (state as SubjectState & Readonly<Record<string, string | null>>)[unique] ?? null;
}
