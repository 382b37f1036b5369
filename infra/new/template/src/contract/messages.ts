import { type FeatureContract, restCalls, routesOf } from '@notes/contracts';
import { SampleEvent, sampleEvents } from './events.ts';
import { SamplePage } from './query.ts';
import { Sample, SampleBody, SamplePatch } from './sample.ts';

/** How samples are called on the websocket: `samples.create`, the channels `samples`, `samples:<id>` and `sample_authors:<name>`. */
export const sampleNames = { all: 'samples', one: 'sample', authors: 'sample_authors', by: 'author' } as const;

/** What others need to know of the samples to pass them on. */
export const sampleContract: FeatureContract = {
  ...sampleNames,
  events: sampleEvents,
  HistoryEvent: SampleEvent,
  calls: restCalls(sampleNames, { Body: SampleBody, Patch: SamplePatch, Item: Sample, Page: SamplePage }),
  routes: routesOf('/v1/samples', '/v1/samples/stats'),
};
