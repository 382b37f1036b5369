import type { EventData, EventType } from '@notes/contracts';
import type { NoteState } from '../index.ts';

/** What a client wants of the note. */
export type ClientCommand = {
  readonly name: string;
  /** `raise` adds one to the priority: it is never without effect, so that a second time shows. */
  readonly wants: 'create' | 'rename' | 'raise' | 'delete' | 'restore';
  /** The title to give, for a creation or a renaming. */
  readonly title?: string;
  readonly ifMatch?: number;
};

export type Draft = { readonly [T in EventType]: { readonly type: T; readonly data: EventData[T] } }[EventType];

export type Outcome =
  | { readonly kind: 'event'; readonly draft: Draft }
  | { readonly kind: 'unchanged'; readonly version: number }
  | { readonly kind: 'refused'; readonly why: 'exists' | 'not-found' | 'precondition-failed' };

/** The domain in small: enough rules that every kind of refusal occurs, and that commands enable and disable each other. */
export function decide(state: NoteState | undefined, command: ClientCommand): Outcome {
  const title = command.title ?? '';
  if (command.wants === 'create') {
    const data = { title, description: '', priority: 0 };
    return state === undefined ? event({ type: 'notes.NoteCreated.v1', data }) : { kind: 'refused', why: 'exists' };
  }
  const deleted = state !== undefined && state.deleted_at !== null;
  if (state === undefined || (deleted && command.wants !== 'restore')) return { kind: 'refused', why: 'not-found' };
  if (command.ifMatch !== undefined && command.ifMatch !== state.version) {
    return { kind: 'refused', why: 'precondition-failed' };
  }
  const unchanged: Outcome = { kind: 'unchanged', version: state.version };
  switch (command.wants) {
    case 'rename':
      return title === state.title ? unchanged : revised({ title });
    case 'raise':
      return revised({ priority: state.priority + 1 });
    case 'delete':
      return event({ type: 'notes.NoteDeleted.v1', data: {} });
    case 'restore':
      return deleted ? event({ type: 'notes.NoteRestored.v1', data: {} }) : unchanged;
  }
}

const revised = (changes: EventData['notes.NoteRevised.v1']['changes']): Outcome =>
  event({ type: 'notes.NoteRevised.v1', data: { changes } });

const event = (draft: Draft): Outcome => ({ kind: 'event', draft });
