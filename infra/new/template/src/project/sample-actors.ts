import { projectionsOf } from '@notes/projecting';
import { sampleEvents } from '../contract/index.ts';
import type { SampleState } from '../domain/index.ts';

/** How many events of samples each person has caused. What else is to be kept of a change goes into the columns and the row. */
export const sampleActors = projectionsOf<SampleState, typeof sampleEvents>()({
  table: {
    name: 'sample_actors',
    key: ['actor', 'partition'],
    merge: 'add',
    columns: { actor: 'text', partition: 'integer', events: 'bigint' },
  },
  types: Object.keys(sampleEvents) as (keyof typeof sampleEvents)[],
  project: ({ partition, event }) => [{ actor: event.actor, partition, events: 1 }],
});
