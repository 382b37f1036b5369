import type { ReadModel } from '@notes/projecting';
import { note, noteRecords } from '../domain/index.ts';
import { statsAuthors } from './stats-authors.ts';
import { statsDays } from './stats-days.ts';
import { statsPriorities } from './stats-priorities.ts';
import { statsTotals } from './stats-totals.ts';

/** What is made of the events of notes: the notes themselves, deleted ones too, and these tables. */
export const noteReadModel: ReadModel = {
  aggregate: note,
  records: noteRecords,
  projections: [statsTotals, statsAuthors, statsPriorities, statsDays],
};
