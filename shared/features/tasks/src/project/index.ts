import type { ReadModel } from '@notes/projecting';
import { task, taskRecords } from '../domain/index.ts';
import { taskAssignees, taskAuthors, taskDays, taskTotals, taskTypeCounts } from './projections.ts';

/** What is made of the events of tasks: the tasks themselves, deleted ones too, and these tables. */
export const taskReadModel: ReadModel = {
  aggregate: task,
  records: taskRecords,
  projections: [taskTotals, taskAuthors, taskTypeCounts, taskAssignees, taskDays],
};
