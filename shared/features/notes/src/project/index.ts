import type { Projected } from '@notes/projecting';
import { note } from '../domain/index.ts';
import { statsAuthors, statsDays, statsPriorities, statsTotals } from './projections.ts';

/** What is made of the events of notes: the notes themselves, deleted ones too, and these tables. */
export const noteProjected: Projected = {
  aggregate: note,
  projections: [statsTotals, statsAuthors, statsPriorities, statsDays],
};
