import type { Projected } from '@notes/projecting';
import { note } from '../domain/index.ts';
import { statsAuthors } from './stats-authors.ts';
import { statsDays } from './stats-days.ts';
import { statsPriorities } from './stats-priorities.ts';
import { statsTotals } from './stats-totals.ts';

/** What is made of the events of notes: the notes themselves, deleted ones too, and these tables. */
export const noteProjected: Projected = {
  aggregate: note,
  projections: [statsTotals, statsAuthors, statsPriorities, statsDays],
};
