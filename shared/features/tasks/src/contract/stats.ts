import { byAuthorOf, Count, perDayOf, totalsOf } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { taskFields } from './task.ts';

const done = { done: Count('Those of them that are done.') };

const TypeCount = Type.Object(
  { type: taskFields.type.kept, tasks: Count('Tasks of this type that are not deleted.'), ...done },
  { $id: 'TaskTypeCount' },
);

const AssigneeCount = Type.Object(
  { assignee: taskFields.assignee.kept, tasks: Count('Tasks of this assignee that are not deleted.'), ...done },
  { $id: 'TaskAssigneeCount' },
);

/** Numbers of tasks and events, as a read model of its own keeps them. */
export const TaskStats = Type.Object(
  {
    ...totalsOf('tasks', done),
    by_type: Type.Array(TypeCount, { maxItems: 2, description: 'By their names.' }),
    by_author: byAuthorOf('Task', 'tasks'),
    by_assignee: Type.Array(AssigneeCount, {
      maxItems: 100,
      description: 'The 100 who have most tasks to do, the one with most first; null: nobody has them.',
    }),
    per_day: perDayOf('Task'),
  },
  { $id: 'TaskStats' },
);
export type TaskStats = Static<typeof TaskStats>;
