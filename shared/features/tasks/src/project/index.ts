import type { Projected } from '@notes/projecting';
import { task } from '../domain/index.ts';
import { taskAssignees, taskAuthors, taskDays, taskTotals, taskTypeCounts } from './projections.ts';

/** What is made of the events of tasks: the tasks themselves, deleted ones too, and these tables. */
export const taskProjected: Projected = {
  aggregate: task,
  projections: [taskTotals, taskAuthors, taskTypeCounts, taskAssignees, taskDays],
};
