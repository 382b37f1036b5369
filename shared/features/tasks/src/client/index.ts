import type { Static } from 'typebox';
import type {
  TaskEvent as AnyTaskEvent,
  Task,
  TaskBody,
  TaskFilters,
  TaskOrder,
  TaskPatch,
  taskEvents,
  taskNames,
} from '../contract/index.ts';

type Short<T extends string> = T extends `tasks.${infer Name}.v${number}` ? Name : never;

/**
 * Something that happened to a task. `type` tells what `data` holds. Services newer than this client may send further types: pass over
 * what you do not know.
 */
export type TaskEvent = {
  readonly [T in keyof typeof taskEvents]: Omit<AnyTaskEvent, 'type' | 'data'> & {
    readonly type: Short<T>;
    readonly data: Static<(typeof taskEvents)[T]['schema']>;
  };
}[keyof typeof taskEvents];

/** What the tasks are to their clients. */
export type TaskResource = {
  readonly Item: Task;
  readonly Body: TaskBody;
  readonly Patch: TaskPatch;
  readonly Filters: TaskFilters;
  readonly Sort: TaskOrder;
  readonly Event: TaskEvent;
  readonly All: (typeof taskNames)['all'];
};
