import type { EventData, EventType } from '@notes/contracts';
import type { NoteState } from '@notes/kernel';
import type { Command, Conditions, NoteFields } from './command.ts';
import { mayChange } from './may-change.ts';

/** The type and data of an event that is still to be stamped with ids and a time. */
export type Draft = { readonly [T in EventType]: { readonly type: T; readonly data: EventData[T] } }[EventType];

export type Refusal = 'not-found' | 'forbidden' | 'precondition-failed';

/** What comes of a command: an event, nothing to do, or a refusal. */
export type Decision =
  | { readonly kind: 'event'; readonly draft: Draft }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly why: Refusal };

/**
 * Decides a command on a note's state (undefined: no such note). Pure. The order of the checks is part of the contract:
 * exists, may the caller, precondition, domain.
 */
export function decide(state: NoteState | undefined, command: Command): Decision {
  if (command.kind === 'create') {
    return state === undefined
      ? event({ type: 'notes.NoteCreated.v1', data: command.fields })
      : refused('precondition-failed');
  }
  if (state === undefined || (state.deleted_at !== null && command.kind !== 'restore')) return refused('not-found');
  if (!mayChange(command.caller, state)) return refused('forbidden');
  if (!meets(state, command)) return refused('precondition-failed');
  switch (command.kind) {
    case 'replace':
    case 'patch':
      return revise(state, command.fields);
    case 'restore':
      return state.deleted_at === null ? { kind: 'unchanged' } : event({ type: 'notes.NoteRestored.v1', data: {} });
    case 'delete':
      return event({ type: 'notes.NoteDeleted.v1', data: {} });
  }
}

function revise(state: NoteState, wanted: Partial<NoteFields>): Decision {
  const { title, description, priority } = wanted;
  const changes = {
    ...(title === undefined || title === state.title ? {} : { title }),
    ...(description === undefined || description === state.description ? {} : { description }),
    ...(priority === undefined || priority === state.priority ? {} : { priority }),
  };
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  return event({ type: 'notes.NoteRevised.v1', data: { changes } });
}

/** RFC 9110 §13.2.2. A deleted note has a version, but is not there for `*` to rule out. */
function meets(state: NoteState, { ifMatch, ifNoneMatch, unmodifiedSince }: Conditions): boolean {
  if (ifMatch !== undefined) {
    if (ifMatch !== '*' && !ifMatch.includes(state.version)) return false;
  } else if (unmodifiedSince !== undefined && Date.parse(state.updated_at) > unmodifiedSince) return false;
  if (ifNoneMatch === undefined) return true;
  return ifNoneMatch === '*' ? state.deleted_at !== null : !ifNoneMatch.includes(state.version);
}

const event = (draft: Draft): Decision => ({ kind: 'event', draft });

const refused = (why: Refusal): Decision => ({ kind: 'refused', why });
