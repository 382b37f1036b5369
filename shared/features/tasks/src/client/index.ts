import type { ChannelsOf, EventsOf, ResourceClient } from '@notes/contracts';
import type {
  TaskEvent as HistoryEvent,
  ListedTask,
  Task,
  TaskBody,
  TaskFilters,
  TaskOrder,
  TaskPatch,
  TaskStats,
  taskEvents,
  taskNames,
} from '../contract/index.ts';

/**
 * Something that happened to a task. `type` tells what `data` holds. Services newer than this client may send further types: pass over
 * what you do not know.
 */
export type TaskEvent = EventsOf<HistoryEvent, typeof taskEvents>;

/** What the tasks are to their clients. */
export type TaskResource = {
  readonly Item: Task;
  readonly Listed: ListedTask;
  readonly Body: TaskBody;
  readonly Patch: TaskPatch;
  readonly Filters: TaskFilters;
  /** The filters that take an instant. */
  readonly Times: 'due' | `due:${string}` | 'after' | 'before';
  readonly Sort: TaskOrder;
  readonly Stats: TaskStats;
  readonly Event: TaskEvent;
  readonly All: (typeof taskNames)['all'];
  readonly Channel: ChannelsOf<typeof taskNames>;
};

/** The tasks, for the client. */
export const taskClient: ResourceClient<TaskResource> = { all: 'tasks', subject: 'task_id', stats: '/v1/tasks/stats' };
