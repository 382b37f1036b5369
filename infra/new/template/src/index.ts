import type { ResourceSchemas } from '@notes/contracts';
import { Sample, SampleBody, SampleListParameters, SamplePatch, sampleNames } from './contract/index.ts';
import { sample } from './domain/index.ts';

/*
 * The samples, from their events to their routes. What there is:
 *
 *   commands     createSample, replaceSample, updateSample, deleteSample, restoreSample,
 *                createSamples, deleteSamples                                            write/index.ts
 *   events       SampleCreated, SampleRevised, SampleDeleted, SampleRestored, Fenced     contract/events.ts
 *   decisions    what a command comes to, and what an event makes of a sample            domain/decide.ts, evolve.ts
 *   projections  samples, sample_{totals,authors,days}                                   project/index.ts
 *   queries      getSample, listSamples, listSampleEvents, getSampleStats                read/index.ts
 */

const schemas: ResourceSchemas = { Item: Sample, Body: SampleBody, Patch: SamplePatch, Query: SampleListParameters };

/** The samples, for those to whom all resources are alike: the command line, and consumers of the log. */
export const samples = { ...sampleNames, ...schemas, aggregate: sample };
