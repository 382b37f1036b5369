import {
  type Command,
  type CommonRefusal,
  changesOf,
  type Decision,
  type Draft,
  whyNot,
  withDefaults,
} from '@notes/kernel';
import { type SampleFields, sampleDefaults, type sampleEvents } from '../contract/index.ts';
import type { SampleState } from './evolve.ts';

/** What a caller wants of one sample. `now` is in ms since 1970. */
export type SampleCommand = Command<SampleFields> & { readonly now: number };

type SampleDraft = Draft<typeof sampleEvents>;
type SampleDecision = Decision<SampleDraft, CommonRefusal>;

/** Decides a command on a sample's state (undefined: no such sample). Pure. */
export function decide(state: SampleState | undefined, command: SampleCommand): SampleDecision {
  const why = whyNot(state, command);
  if (why !== undefined) return { kind: 'refused', why };
  if (command.kind === 'create')
    return event({ type: 'samples.SampleCreated.v1', data: withDefaults(sampleDefaults, command.fields) });
  if (state === undefined) return { kind: 'refused', why: 'not-found' };
  switch (command.kind) {
    case 'replace':
      return revise(state, withDefaults(sampleDefaults, command.fields));
    case 'patch':
      return revise(state, command.fields);
    case 'restore':
      return state.deleted_at === null ? { kind: 'unchanged' } : event({ type: 'samples.SampleRestored.v1', data: {} });
    case 'delete':
      return event({ type: 'samples.SampleDeleted.v1', data: {} });
  }
}

function revise(state: SampleState, wanted: Partial<SampleFields>): SampleDecision {
  const changes = changesOf<SampleFields>(state, wanted);
  return changes === undefined ? { kind: 'unchanged' } : event({ type: 'samples.SampleRevised.v1', data: { changes } });
}

const event = (draft: SampleDraft): SampleDecision => ({ kind: 'event', draft });
