export { decide, type SampleCommand } from './decide.ts';
export { evolve, type KnownSampleEvent, type SampleState } from './evolve.ts';
export * from './sample.ts';
