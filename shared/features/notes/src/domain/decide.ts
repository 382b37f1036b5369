import type { Decision, Draft } from '@notes/kernel';
import { changeOf, creationOf, type NoteFields, noteDefaults, type noteEvents } from '../contract/index.ts';
import type { Caller, Command, Conditions } from './command.ts';
import type { NoteState } from './evolve.ts';

export type Refusal = 'not-found' | 'forbidden' | 'precondition-failed';

type NoteDraft = Draft<typeof noteEvents>;
type NoteDecision = Decision<NoteDraft, Refusal>;

/**
 * Decides a command on a note's state (undefined: no such note). Pure. The order of the checks is part of the contract:
 * exists, may the caller, precondition, domain.
 */
export function decide(state: NoteState | undefined, command: Command): NoteDecision {
  if (command.kind === 'create') {
    return state === undefined ? event(creationOf(command.fields)) : refused('precondition-failed');
  }
  if (state === undefined || (state.deleted_at !== null && command.kind !== 'restore')) return refused('not-found');
  if (!mayChange(command.caller, state)) return refused('forbidden');
  if (!meets(state, command)) return refused('precondition-failed');
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

/** Its author may change a note, and whoever may change any. */
const mayChange = (caller: Caller, state: NoteState): boolean =>
  caller.may === 'any' || caller.subject === state.created_by;

function revise(state: NoteState, wanted: Partial<NoteFields>): NoteDecision {
  const changes: Partial<Record<keyof NoteFields, unknown>> = {};
  for (const name of Object.keys(wanted) as (keyof NoteFields)[])
    if (wanted[name] !== undefined && wanted[name] !== state[name]) changes[name] = wanted[name];
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  return event(changeOf(changes as Partial<NoteFields>));
}

/** RFC 9110 §13.2.2. A deleted note has a version, but is not there for `*` to rule out. */
function meets(state: NoteState, { ifMatch, ifNoneMatch, unmodifiedSince }: Conditions): boolean {
  if (ifMatch !== undefined) {
    if (ifMatch !== '*' && !ifMatch.includes(state.version)) return false;
  } else if (unmodifiedSince !== undefined && Date.parse(state.updated_at) > unmodifiedSince) return false;
  if (ifNoneMatch === undefined) return true;
  return ifNoneMatch === '*' ? state.deleted_at !== null : !ifNoneMatch.includes(state.version);
}

const event = (draft: NoteDraft): NoteDecision => ({ kind: 'event', draft });

const refused = (why: Refusal): NoteDecision => ({ kind: 'refused', why });
