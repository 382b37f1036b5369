import type { noteEvents } from '@notes/contracts';
import type { Decision, Draft } from '@notes/kernel';
import { type SmallNote, smallNote } from '@notes/kernel/testing';
import type { ClientCommand, Tried } from './protocol.ts';

type NoteDecision = Decision<Draft<typeof noteEvents>>;

/** What a client may want of a note. `raise` adds one to the priority: it is never without effect, so that a second time shows. */
type Wanted = 'create' | 'rename' | 'raise' | 'delete' | 'restore';

const command = (wants: Wanted, title = ''): ClientCommand<SmallNote> => ({
  name: wants,
  decide: (state) => decide(state, wants, title),
});

/** The domain in small: enough rules that every kind of refusal occurs, and that commands enable and disable each other. */
function decide(state: SmallNote | undefined, wants: Wanted, title: string): NoteDecision {
  if (wants === 'create') {
    const data = { title, description: '', priority: 0 };
    return state === undefined ? event({ type: 'notes.NoteCreated.v1', data }) : { kind: 'refused', why: 'exists' };
  }
  if (state === undefined || (state.deleted && wants !== 'restore')) return { kind: 'refused', why: 'not-found' };
  switch (wants) {
    case 'rename':
      return title === state.title ? { kind: 'unchanged' } : revised({ title });
    case 'raise':
      return revised({ priority: state.priority + 1 });
    case 'delete':
      return event({ type: 'notes.NoteDeleted.v1', data: {} });
    case 'restore':
      return state.deleted ? event({ type: 'notes.NoteRestored.v1', data: {} }) : { kind: 'unchanged' };
  }
}

const revised = (changes: { title?: string; priority?: number }): NoteDecision =>
  event({ type: 'notes.NoteRevised.v1', data: { changes } });

const event = (draft: Draft<typeof noteEvents>): NoteDecision => ({ kind: 'event', draft });

export const create = command('create', 'a');
export const rename = command('rename', 'b');
export const raise = command('raise');
export const remove = command('delete');
export const restore = command('restore');

/** The same command, if the note is still at its first version. */
export const onFirst = ({ name, decide: plain }: ClientCommand<SmallNote>): ClientCommand<SmallNote> => ({
  name: `${name} if at 1`,
  decide(state) {
    const decision = plain(state);
    const comesFirst = decision.kind === 'refused' || state === undefined || state.version === 1;
    return comesFirst ? decision : { kind: 'refused', why: 'precondition-failed' };
  },
});

/** A note that exists. */
export const aNote: Tried = { aggregate: smallNote, before: [create], commands: [rename, remove] };
