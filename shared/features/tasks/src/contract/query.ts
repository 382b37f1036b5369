import { bulkDeleteParametersOf, byAuthor, filtersOf, listedOf, listParametersOf, pageOf } from '@notes/contracts';
import type { Static } from 'typebox';
import { Task, taskFields } from './task.ts';

const { type, assignee, severity, story_points, due, unique_title } = taskFields;
const zone = 'RFC 3339 with a zone; write the `+` of a zone as `%2B`.';

/** What tasks can be selected by. */
export const taskFilters = filtersOf(
  {
    type: { field: type, by: 'values' },
    created_by: byAuthor('Tasks'),
    assignee: {
      ...{ field: assignee, by: 'values' },
      texts: {
        is: 'To be done by this one, `null`: by nobody; repeated: by any of these.',
        ne: 'To be done by somebody else; repeated: by none of these.',
      },
    },
    severity: { field: severity, by: 'ranges' },
    story_points: {
      ...{ field: story_points, by: 'ranges' },
      texts: {
        is: 'So many story points, compared as numbers, or `null`; repeated: any of these.',
        ne: 'Not so many, and not none; repeated: none of these.',
        gt: 'More story points than this.',
        ge: 'So many story points or more.',
        lt: 'Fewer story points than this.',
        le: 'So many story points or fewer.',
      },
    },
    due: {
      ...{ field: due, by: 'ranges' },
      texts: {
        is: `Due at this instant, or \`null\`: at none; repeated: any of these. ${zone}`,
        ne: `Due, but not at this instant; repeated: at none of these. ${zone}`,
        gt: `Due after this instant. ${zone}`,
        ge: `Due at this instant or later. ${zone}`,
        lt: `Due before this instant. ${zone}`,
        le: `Due at this instant or earlier. ${zone}`,
      },
    },
    done: { given: 'done_at', text: 'Whether it is done.' },
    unique_title: {
      ...{ field: unique_title, by: 'equality' },
      texts: { is: 'The task with this unique title, or `null`: those without; repeated: with any.' },
    },
  },
  { columns: ['title', 'subtitle'], examples: ['plants', '2026-02-14T17:00:00Z'] },
);
export type TaskFilters = NonNullable<typeof taskFilters.Values>;

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

/** Which tasks a bulk delete is for: those that the filters let through, or all of them. */
export const TaskBulkDeleteParameters = bulkDeleteParametersOf('tasks', taskFilters);

/** A task of a list; of the bin, with the time of its deletion. */
export const ListedTask = listedOf('ListedTask', Task);
export type ListedTask = Static<typeof ListedTask>;

export const TaskPage = pageOf('TaskPage', 'tasks', ListedTask);
export type TaskPage = Static<typeof TaskPage>;
