import { authorsTable, daysTable, type Projected, totalsTable } from '@notes/projecting';
import { sampleEvents } from '../contract/index.ts';
import { sample } from '../domain/index.ts';

/** What is made of the events of samples: the samples themselves, deleted ones too, and these tables. */
export const sampleProjected: Projected = {
  aggregate: sample,
  projections: [
    totalsTable('sample_totals', 'samples', sampleEvents),
    authorsTable('sample_authors', 'samples', sampleEvents),
    daysTable('sample_days', sampleEvents),
  ],
};
