import type { ChannelsOf, EventsOf, ResourceClient } from '@notes/contracts';
import type {
  SampleEvent as HistoryEvent,
  ListedSample,
  Sample,
  SampleBody,
  SampleFilters,
  SampleOrder,
  SamplePatch,
  SampleStats,
  sampleEvents,
  sampleNames,
} from '../contract/index.ts';

/**
 * Something that happened to a sample. `type` tells what `data` holds. Services newer than this client may send further types: pass over
 * what you do not know.
 */
export type SampleEvent = EventsOf<HistoryEvent, typeof sampleEvents>;

/** The filters that take an instant. */
// <times>
type Times = 'after' | 'before';
// </times>

/** What the samples are to their clients. */
export type SampleResource = {
  readonly Item: Sample;
  readonly Listed: ListedSample;
  readonly Body: SampleBody;
  readonly Patch: SamplePatch;
  readonly Filters: SampleFilters;
  readonly Times: Times;
  readonly Sort: SampleOrder;
  readonly Stats: SampleStats;
  readonly Event: SampleEvent;
  readonly All: (typeof sampleNames)['all'];
  readonly Channel: ChannelsOf<typeof sampleNames>;
};

/** The samples, for the client. */
export const sampleClient: ResourceClient<SampleResource> = {
  all: 'samples',
  subject: 'sample_id',
  stats: '/v1/samples/stats',
};
