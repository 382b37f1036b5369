import { bulkDeleteParametersOf, byAuthor, filtersOf, listedOf, listParametersOf, pageOf } from '@notes/contracts';
import type { Static } from 'typebox';
import { sampleFields } from './fields.ts';
import { Sample } from './sample.ts';

/** What samples can be selected by. */
export const sampleFilters = filtersOf(
  {
    created_by: byAuthor('Samples'),
    // <filters>
    name: { field: sampleFields.name, by: 'values' },
    colour: { field: sampleFields.colour, by: 'values' },
    // </filters>
  },
  {
    columns: [
      // <searched>
      'name',
      // </searched>
    ],
    examples: ['a', '2026-01-31T12:00:00Z'],
  },
);
export type SampleFilters = NonNullable<typeof sampleFilters.Values>;

/** What a list can be ordered by. */
export const sampleOrders = [
  // <orders>
  'name',
  'colour',
  // </orders>
  'created_at',
  'updated_at',
  'created_by',
] as const;
export type SampleOrder = (typeof sampleOrders)[number];

/** The parameters of a list of samples. */
export const SampleListParameters = listParametersOf('samples', sampleFilters, sampleOrders, [
  '-created_by',
  'updated_at',
]);

/** Which samples a bulk delete is for: those that the filters let through, or all of them. */
export const SampleBulkDeleteParameters = bulkDeleteParametersOf('samples', sampleFilters);

/** A sample of a list; of the bin, with the time of its deletion. */
export const ListedSample = listedOf('ListedSample', Sample);
export type ListedSample = Static<typeof ListedSample>;

export const SamplePage = pageOf('SamplePage', 'samples', ListedSample);
