import type { Static, TSchema } from 'typebox';

// What clients are told of a resource, made from its contract.

/** `tasks.TaskCreated.v1` is `TaskCreated` to clients. */
type ShortName<Type> = Type extends `${string}.${infer Name}.v${number}` ? Name : never;

/** The events of a resource as history and feed have them. `type` tells what `data` holds. */
export type EventsOf<HistoryEvent, Events extends Readonly<Record<string, { readonly schema: TSchema }>>> = {
  readonly [T in keyof Events]: Omit<HistoryEvent, 'type' | 'data'> & {
    readonly type: ShortName<T>;
    readonly data: Static<Events[T]['schema']>;
  };
}[keyof Events];

/** The channels of a resource: everything, one of them, those of a person. */
export type ChannelsOf<Names extends { readonly all: string; readonly authors: string }> =
  | Names['all']
  | `${Names['all'] | Names['authors']}:${string}`;

/** A resource as the client knows it when it runs. */
export type ResourceClient<Types extends { readonly All: string; readonly Event: object }> = {
  /** As in addresses. */
  readonly all: Types['All'];
  /** The member by which its events name what they happened to, such as `task_id`. */
  readonly subject: keyof Types['Event'] & string;
  /** The address of its numbers. */
  readonly stats: string;
  /** What its calls take and give; for the compiler, never there. */
  readonly types?: Types;
};
