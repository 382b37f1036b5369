import { type CommonRefusal, changesOf, type Decision, type Draft, whyNot, withDefaults } from '@notes/kernel';
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
      return revise(state, withDefaults(noteDefaults, command.fields));
    case 'patch':
      return revise(state, command.fields);
    case 'restore':
      return state.deleted_at === null ? { kind: 'unchanged' } : event({ type: 'notes.NoteRestored.v1', data: {} });
    case 'delete':
      return event({ type: 'notes.NoteDeleted.v1', data: {} });
  }
}

function revise(state: NoteState, wanted: Partial<NoteFields>): NoteDecision {
  const changes = changesOf<NoteFields>(state, wanted);
  return changes === undefined ? { kind: 'unchanged' } : event(changeOf(changes));
}

const event = (draft: NoteDraft): NoteDecision => ({ kind: 'event', draft });
