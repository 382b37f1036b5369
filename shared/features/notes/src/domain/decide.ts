import { type CommonRefusal, type Decision, type Draft, whyNot } from '@notes/kernel';
import { changeOf, creationOf, type NoteFields, noteDefaults, type noteEvents } from '../contract/index.ts';
import type { Command } from './command.ts';
import type { NoteState } from './evolve.ts';

export type Refusal = CommonRefusal;

type NoteDraft = Draft<typeof noteEvents>;
type NoteDecision = Decision<NoteDraft, Refusal>;

/** Decides a command on a note's state (undefined: no such note). Pure. */
export function decide(state: NoteState | undefined, command: Command): NoteDecision {
  const why = whyNot(state, command);
  if (why !== undefined) return { kind: 'refused', why };
  if (command.kind === 'create') return event(creationOf(command.fields));
  if (state === undefined) return { kind: 'refused', why: 'not-found' };
  switch (command.kind) {
    case 'replace':
      return revise(state, { ...noteDefaults, ...command.fields });
    case 'patch':
      return revise(state, command.fields);
    case 'restore':
      return state.deleted_at === null ? { kind: 'unchanged' } : event({ type: 'notes.NoteRestored.v1', data: {} });
    case 'delete':
      return event({ type: 'notes.NoteDeleted.v1', data: {} });
  }
}

function revise(state: NoteState, wanted: Partial<NoteFields>): NoteDecision {
  const changes: Partial<Record<keyof NoteFields, unknown>> = {};
  for (const name of Object.keys(wanted) as (keyof NoteFields)[])
    if (wanted[name] !== undefined && wanted[name] !== state[name]) changes[name] = wanted[name];
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  return event(changeOf(changes as Partial<NoteFields>));
}

const event = (draft: NoteDraft): NoteDecision => ({ kind: 'event', draft });
