import { now, subjectAtHand, type View, viewOf } from '@notes/page';
import { checkContent, emptyContent, labels, stored } from './content.ts';
import { changeWords } from './events.ts';
import { TaskOverview } from './overview.tsx';
import { tasksOf } from './resource.ts';
import { atTime, orders, routing } from './route.ts';
import './task.css';
import { TaskFields } from './task-fields.tsx';
import { TaskFacets, TaskFilters } from './task-filters.tsx';
import { TaskBody, TaskRemarks, TaskRow, valueText } from './task-parts.tsx';
import { Tick, tick } from './tick.tsx';

/** The tasks on the page. */
export const tasksView: View = viewOf({
  name: 'Tasks',
  one: 'task',
  many: 'tasks',
  labels,
  title: 'title',
  changeWords,
  valueText,
  searchLabel: 'Search titles and subtitles',
  nothing: 'Nothing to do.',
  createFirst: 'Add a task',
  routing,
  orders,
  inSight: ['state', 'type'],
  inBin: { state: 'all' },
  atTime: (view) => atTime(view, now.value),
  empty: emptyContent,
  stored,
  check: checkContent,
  resource: tasksOf,
  api: ({ tasks }) => tasks,
  shortcuts: [
    {
      key: 'x',
      meaning: 'Tick the task off, or open it again',
      run: (workspace) => {
        const task = subjectAtHand(workspace);
        if (task !== undefined) tick(workspace, task);
      },
    },
  ],
  Row: TaskRow,
  RowControl: Tick,
  TitleControl: Tick,
  Facets: TaskFacets,
  Filters: TaskFilters,
  Fields: TaskFields,
  Remarks: TaskRemarks,
  Body: TaskBody,
  Overview: TaskOverview,
});
