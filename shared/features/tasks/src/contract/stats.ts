import { Actor, Count, Nullable } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { Assignee, TaskKind } from './task.ts';

const TypeCount = Type.Object(
  {
    type: TaskKind,
    tasks: Count('Tasks of this type that are not deleted.'),
    done: Count('Those of them that are done.'),
  },
  { $id: 'TaskTypeCount' },
);

const AuthorCount = Type.Object(
  { created_by: Actor, tasks: Count('Tasks of this author that are not deleted.') },
  { $id: 'TaskAuthorCount' },
);

const AssigneeCount = Type.Object(
  {
    assignee: Nullable(Assignee),
    tasks: Count('Tasks of this assignee that are not deleted.'),
    done: Count('Those of them that are done.'),
  },
  { $id: 'TaskAssigneeCount' },
);

const DayCount = Type.Object(
  {
    day: Type.String({ format: 'date', description: 'In UTC.', examples: ['2026-01-31'] }),
    created: Count('Creations on this day.'),
    revised: Count('Changes on this day.'),
    deleted: Count('Deletions on this day.'),
    restored: Count('Restorations on this day.'),
  },
  { $id: 'TaskDayCount' },
);

/** Numbers of tasks and events, as a read model of its own keeps them. */
export const TaskStats = Type.Object(
  {
    tasks: Count('Tasks that are not deleted.'),
    done: Count('Those of them that are done.'),
    deleted: Count('Tasks in the bin.'),
    events: Count('Events of all tasks together.'),
    by_type: Type.Array(TypeCount, { maxItems: 2, description: 'By their names.' }),
    by_author: Type.Array(AuthorCount, {
      maxItems: 100,
      description: 'The 100 authors who have most tasks, the one with most first.',
    }),
    by_assignee: Type.Array(AssigneeCount, {
      maxItems: 100,
      description: 'The 100 who have most tasks to do, the one with most first; null: nobody has them.',
    }),
    per_day: Type.Array(DayCount, {
      maxItems: 30,
      description: 'Events of the last 30 days on which there were any, the earliest day first.',
    }),
  },
  { $id: 'TaskStats' },
);
export type TaskStats = Static<typeof TaskStats>;
