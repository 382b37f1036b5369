import { bodyOf, bulkOf, Nullable, patchOf } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { StoryPoints, Task, taskDefaults, taskFields } from './task.ts';

const InstantWithZone = (description: string) =>
  Type.String({
    format: 'date-time',
    description: `${description} RFC 3339 with a zone; kept in UTC to the millisecond.`,
    examples: ['2026-02-14T18:00:00+01:00'],
  });

/** Whether a task is done may also be said without an instant. */
const DoneAt = Type.Unsafe<string | boolean | null>({
  ...InstantWithZone(
    'When it was done. `true`: now, or whenever it was done already; `false` and null: it is not done.',
  ),
  type: ['string', 'boolean', 'null'],
});

/** What a client may set of a task, as it may be written. */
const written = {
  ...taskFields,
  story_points: Nullable(StoryPoints),
  due: Nullable(InstantWithZone('When it should be done.')),
  done_at: DoneAt,
};

/** The body of a create and of a replace. What is left out takes its default, also on a replace. */
export const TaskBody = bodyOf('TaskBody', written, taskDefaults);
export type TaskBody = Static<typeof TaskBody>;

/** A JSON Merge Patch (RFC 7396) of a task: what is left out stays, null is null where that may be, else the default; a title has none. */
export const TaskPatch = patchOf('TaskPatch', written, taskDefaults);
export type TaskPatch = Static<typeof TaskPatch>;

export const { BulkBody, BulkCreated, BulkDeleted } = bulkOf('tasks', 'Task', TaskBody, Task);
