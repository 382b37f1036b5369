import { bodyOf, bulkOf, itemOf, keptOf, patchOf, preconditionProblemOf, writtenOf } from '@notes/contracts';
import type { Static } from 'typebox';
import { sampleDefaults, sampleFields } from './fields.ts';

/** A sample as every service answers it: all members always present. */
export const Sample = itemOf('Sample', 'sample', keptOf(sampleFields));
export type Sample = Static<typeof Sample>;

/** The body of a create and of a replace. What is left out takes its default, also on a replace. */
export const SampleBody = bodyOf('SampleBody', writtenOf(sampleFields), sampleDefaults);
export type SampleBody = Static<typeof SampleBody>;

/** A JSON Merge Patch (RFC 7396) of a sample: what is left out stays, null is null where that may be, else the default. */
export const SamplePatch = patchOf('SamplePatch', writtenOf(sampleFields), sampleDefaults);
export type SamplePatch = Static<typeof SamplePatch>;

export const { BulkBody, BulkCreated, BulkDeleted } = bulkOf('samples', 'Sample', SampleBody, Sample);

export const SamplePreconditionProblem = preconditionProblemOf('Sample', 'sample', Sample);
