import {
  countsByAuthor,
  countsByDay,
  filtersInOrder,
  type ListSource,
  type Readable,
  type StatsSource,
  sortColumnsOf,
} from '@notes/reading';
import {
  Sample,
  type SampleFilters,
  SampleHistoryPage,
  SampleListParameters,
  type SampleOrder,
  SamplePage,
  SamplePreconditionProblem,
  SampleStats,
  sampleFields,
  sampleFilters,
} from '../contract/index.ts';
import { type SampleState, sample } from '../domain/index.ts';

/** What lists of samples are read from. */
export const sampleSource: ListSource<SampleFilters, SampleOrder> = {
  table: 'samples',
  members: Object.keys(Sample.properties),
  columns: sortColumnsOf(sampleFields),
  ...filtersInOrder(sampleFilters, [
    // <tried>
    'created_by',
    'search',
    'after',
    'before',
    'name',
    'colour',
    // </tried>
  ]),
  counts: { table: 'sample_totals', live: 'samples', deleted: 'deleted' },
};

/** The samples, as they are read. */
export const readableSamples: Readable<SampleState, SampleFilters, SampleOrder> = {
  name: 'sample',
  path: '/v1/samples',
  tag: 'samples',
  aggregate: sample,
  source: sampleSource,
  subject: 'sample_id',
  schemas: {
    ...{ Item: Sample, ListParameters: SampleListParameters, Page: SamplePage, HistoryPage: SampleHistoryPage },
    PreconditionProblem: SamplePreconditionProblem,
  },
  created: { type: 'SampleCreated', members: Object.keys(sampleFields) },
};

const example: SampleStats = {
  ...{ samples: 3, deleted: 1, events: 8 },
  by_author: [{ created_by: 'ada', samples: 3 }],
  per_day: [{ day: '2026-01-31', created: 4, revised: 3, deleted: 1, restored: 0 }],
};

/** `GET /v1/samples/stats` */
export const sampleStats: StatsSource = {
  path: '/v1/samples/stats',
  operationId: 'getSampleStats',
  summary: 'Numbers of samples and their events',
  description: 'How many samples there are, by author, and what happened day by day.',
  ...{ Stats: SampleStats, example },
  totals: { table: 'sample_totals', columns: ['samples', 'deleted', 'events'] },
  lists: { by_author: countsByAuthor('sample_authors', 'samples'), per_day: countsByDay('sample_days') },
};
