import type { KnownEvent } from '@notes/kernel';
import type { Sample, sampleEvents } from '../contract/index.ts';

/** An event of a sample of a type that this software knows. */
export type KnownSampleEvent = KnownEvent<typeof sampleEvents>;

/** A sample with its time of deletion: what the write side decides on, and a row of the read model. */
export type SampleState = Sample & { readonly deleted_at: string | null };

/**
 * The sample after an accepted event. Only for accepted events: it trusts that `accept` has seen them in order.
 * Throws if the chain is broken, which is a bug of the caller.
 */
export function evolve(state: SampleState | undefined, event: KnownSampleEvent): SampleState {
  if (event.type === 'samples.SampleCreated.v1') return created(event);
  if (state === undefined) throw new Error(`${event.type} of ${event.subject} came before its creation`);
  const now = { updated_at: event.time, version: event.version };
  switch (event.type) {
    case 'samples.SampleRevised.v1':
      return { ...state, ...event.data.changes, ...now };
    case 'samples.SampleDeleted.v1':
      return { ...state, ...now, deleted_at: event.time };
    case 'samples.SampleRestored.v1':
      return { ...state, ...now, deleted_at: null };
    case 'samples.Fenced.v1':
      return { ...state, ...now };
  }
}

/** One literal: a state that is put together by spreading makes every later copy of it dear. */
function created(event: KnownSampleEvent & { readonly type: 'samples.SampleCreated.v1' }): SampleState {
  const { data } = event;
  return {
    id: event.subject,
    // <created>
    name: data.name,
    colour: data.colour,
    // </created>
    created_by: event.actor,
    created_at: event.time,
    updated_at: event.time,
    version: event.version,
    deleted_at: null,
  };
}
