import { Actor, listedOf, listParametersOf, meansAll, Nullable, pageOf, storableText } from '@notes/contracts';
import { type Static, type TSchema, Type } from 'typebox';
import { Assignee, Severity, StoryPoints, Task, TaskKind, UniqueTitle } from './task.ts';

const maxItems = 20;

const oneOf = <T extends TSchema>(schema: T, description: string) =>
  Type.Optional(Type.Array(schema, { minItems: 1, maxItems, description }));

const InstantWithZone = Type.String({ format: 'date-time', examples: ['2026-02-14T17:00:00Z'] });
const zone = 'RFC 3339 with a zone; write the `+` of a zone as `%2B`.';

const bound = <T extends TSchema>(schema: T, description: string) => Type.Optional({ ...schema, description });

/** What tasks can be selected by, as parameters of a query. All that are given must hold. What is null is asked for by `null`. */
export const taskFilters = {
  type: oneOf(TaskKind, 'This type; repeated: any of these.'),
  'type:ne': oneOf(TaskKind, 'Not this type; repeated: none of these.'),
  created_by: oneOf(Actor, 'Tasks of this author; repeated: of any of these.'),
  'created_by:ne': oneOf(Actor, 'Not the tasks of this author; repeated: of none of these.'),
  assignee: oneOf(Nullable(Assignee), 'To be done by this one, `null`: by nobody; repeated: by any of these.'),
  'assignee:ne': oneOf(Nullable(Assignee), 'To be done by somebody else; repeated: by none of these.'),
  severity: oneOf(Nullable(Severity), 'This severity, or `null`; repeated: any of these.'),
  'severity:ne': oneOf(Nullable(Severity), 'Another severity, and not none; repeated: none of these.'),
  'severity:gt': bound(Severity, 'A severity above this.'),
  'severity:ge': bound(Severity, 'This severity or above.'),
  'severity:lt': bound(Severity, 'A severity below this.'),
  'severity:le': bound(Severity, 'This severity or below.'),
  story_points: oneOf(
    Nullable(StoryPoints),
    'So many story points, compared as numbers, or `null`; repeated: any of these.',
  ),
  'story_points:ne': oneOf(Nullable(StoryPoints), 'Not so many, and not none; repeated: none of these.'),
  'story_points:gt': bound(StoryPoints, 'More story points than this.'),
  'story_points:ge': bound(StoryPoints, 'So many story points or more.'),
  'story_points:lt': bound(StoryPoints, 'Fewer story points than this.'),
  'story_points:le': bound(StoryPoints, 'So many story points or fewer.'),
  due: oneOf(Nullable(InstantWithZone), `Due at this instant, or \`null\`: at none; repeated: any of these. ${zone}`),
  'due:ne': oneOf(Nullable(InstantWithZone), `Due, but not at this instant; repeated: at none of these. ${zone}`),
  'due:gt': bound(InstantWithZone, `Due after this instant. ${zone}`),
  'due:ge': bound(InstantWithZone, `Due at this instant or later. ${zone}`),
  'due:lt': bound(InstantWithZone, `Due before this instant. ${zone}`),
  'due:le': bound(InstantWithZone, `Due at this instant or earlier. ${zone}`),
  done: Type.Optional(Type.Boolean({ description: 'Whether it is done.' })),
  unique_title: oneOf(
    Nullable(UniqueTitle),
    'The task with this unique title, or `null`: those without; repeated: with any.',
  ),
  search: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: storableText,
      description:
        'Title or subtitle contains this text, upper or lower case alike. Nothing in it has a special meaning; empty: no condition.',
      examples: ['plants'],
    }),
  ),
  after: bound(InstantWithZone, `Changed at this instant or later. ${zone}`),
  before: bound(InstantWithZone, `Changed at this instant or earlier. ${zone}`),
};

const Filters = Type.Object(taskFilters, { additionalProperties: false });
export type TaskFilters = Static<typeof Filters>;

/** What a list can be ordered by. */
export const taskOrders = [
  'title',
  'type',
  'severity',
  'story_points',
  'due',
  'created_at',
  'updated_at',
  'created_by',
  'assignee',
] as const;
export type TaskOrder = (typeof taskOrders)[number];

/** The parameters of a list of tasks. */
export const TaskListParameters = listParametersOf('tasks', taskFilters, taskOrders, ['due', '-severity']);
export type TaskListParameters = Static<typeof TaskListParameters>;

/** Which tasks a bulk delete is for: those that the filters let through, or all of them. */
export const TaskBulkDeleteParameters = Type.Object(
  { ...taskFilters, all: meansAll('tasks') },
  { additionalProperties: false },
);
export type TaskBulkDeleteParameters = Static<typeof TaskBulkDeleteParameters>;

/** A task of a list; of the bin, with the time of its deletion. */
export const ListedTask = listedOf('ListedTask', Task);
export type ListedTask = Static<typeof ListedTask>;

export const TaskPage = pageOf('TaskPage', 'tasks', ListedTask);
export type TaskPage = Static<typeof TaskPage>;
