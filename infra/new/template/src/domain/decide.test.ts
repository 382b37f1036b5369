import { type Caller, type CommonRefusal, type Draft as DraftOf, stampEvent } from '@notes/kernel';
import { specifies } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
import type { SampleFields, sampleEvents } from '../contract/index.ts';
import { decide, type SampleCommand } from './decide.ts';
import { evolve, type KnownSampleEvent, type SampleState } from './evolve.ts';
import { sample } from './sample.ts';

type Draft = DraftOf<typeof sampleEvents>;

const { given } = specifies<SampleState, SampleCommand, KnownSampleEvent, Draft, CommonRefusal>({ decide, evolve });

const ada: Caller = { subject: 'ada', may: 'own' };
const bob: Caller = { subject: 'bob', may: 'own' };
const by = (caller: Caller) => ({ caller, now: 0 });

const fields: SampleFields = {
  // <values>
  name: 'a',
  colour: 'red',
  // </values>
};
const change: Partial<SampleFields> = {
  // <change>
  name: 'b',
  // </change>
};

const sampleId = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const happened = (version: number, draft: Draft): KnownSampleEvent => ({
  ...stampEvent(undefined, draft, {
    ...{ eventId: sampleId, commandId: sampleId, subject: sampleId, fingerprint: 'x', actor: 'ada' },
    ...{ traceparent: undefined, now: version },
  }),
  version,
});

const create: Draft = { type: 'samples.SampleCreated.v1', data: fields };
const remove: Draft = { type: 'samples.SampleDeleted.v1', data: {} };
const live = [happened(1, create)];
const binned = [...live, happened(2, remove)];

test('a sample is created once', () => {
  given()
    .when({ kind: 'create', fields, ...by(ada) })
    .thenEvent(create);
  given(...live)
    .when({ kind: 'create', fields, ...by(ada) })
    .thenRejected('precondition-failed');
});

test('a change is of what differs, and by its author', () => {
  given(...live)
    .when({ kind: 'patch', fields: change, ...by(ada) })
    .thenEvent({ type: 'samples.SampleRevised.v1', data: { changes: change } });
  given(...live)
    .when({ kind: 'patch', fields: change, ...by(bob) })
    .thenRejected('forbidden');
  given(...live)
    .when({ kind: 'replace', fields, ...by(ada) })
    .thenNothing();
});

test('a sample goes to the bin and comes back', () => {
  given(...live)
    .when({ kind: 'delete', ...by(ada) })
    .thenEvent(remove);
  given(...binned)
    .when({ kind: 'patch', fields: change, ...by(ada) })
    .thenRejected('not-found');
  given(...binned)
    .when({ kind: 'restore', ...by(ada) })
    .thenEvent({ type: 'samples.SampleRestored.v1', data: {} });
});

test('the state is a row, and a fence moves its version alone', () => {
  const [creation] = live;
  const state = evolve(undefined, creation as KnownSampleEvent);
  expect(sample.row.fromRow(sample.row.toRow(state))).toEqual(state);
  const fenced = evolve(state, happened(2, { type: 'samples.Fenced.v1', data: {} }));
  expect(fenced).toEqual({ ...state, version: 2, updated_at: fenced.updated_at });
});
