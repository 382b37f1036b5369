import type { Projection } from './projection.ts';
import { statsAuthors } from './stats-authors.ts';
import { statsDays } from './stats-days.ts';
import { statsPriorities } from './stats-priorities.ts';
import { statsTotals } from './stats-totals.ts';

/** All that is made of the changes of notes, beside the notes themselves. */
export const projections: readonly Projection[] = [statsTotals, statsAuthors, statsPriorities, statsDays];
