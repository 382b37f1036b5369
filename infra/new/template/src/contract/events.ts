import { historyOf, keptOf } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { sampleFields } from './fields.ts';

const closed = { additionalProperties: false } as const;
const kept = keptOf(sampleFields);
const nothing = Type.Object({}, closed);

/**
 * What can happen to a sample: for each event type what it does to the sample's life, and the schema of its data. A schema is frozen
 * with its name: a change of any of these is a new type with the next suffix and an upcaster, never an edit.
 */
export const sampleEvents = {
  'samples.SampleCreated.v1': { effect: 'creates', schema: Type.Object(kept, closed) },
  'samples.SampleRevised.v1': {
    effect: 'changes',
    schema: Type.Object(
      { changes: Type.Partial(Type.Object(kept), { ...closed, $id: 'SampleChanges', minProperties: 1 }) },
      closed,
    ),
  },
  'samples.SampleDeleted.v1': { effect: 'deletes', schema: nothing },
  'samples.SampleRestored.v1': { effect: 'restores', schema: nothing },
  /** Nothing has happened to the sample; but what was decided on the event before comes too late. */
  'samples.Fenced.v1': { effect: 'fences', schema: nothing },
} as const;

const history = historyOf('Sample', 'sample_id', 'SampleCreated');

/** A sample event as history answers it and the feed pushes it. `type` is the short name. */
export const SampleEvent = history.Event;
export type SampleEvent = Static<typeof SampleEvent>;

export const SampleHistoryPage = history.Page;
