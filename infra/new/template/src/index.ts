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
export { sample, sampleRecords } from './domain/index.ts';
export { registerSampleReads } from './read/index.ts';
export { registerSampleWrites } from './write/index.ts';
