import { type SmallCommand, type SmallNote, smallNote } from '@notes/kernel/testing';
import type { ClientCommand, Tried } from './protocol.ts';

type NoteCommand = ClientCommand<SmallNote>;

const command = (name: string, wanted: SmallCommand): NoteCommand => ({
  name,
  decide: (state) => smallNote.decide(state, wanted),
});

export const create = command('create', { kind: 'create', fields: { title: 'a', description: '', priority: 0 } });
export const rename = command('rename', { kind: 'revise', fields: { title: 'b' } });
export const remove = command('delete', { kind: 'delete' });
export const restore = command('restore', { kind: 'restore' });

/** Adds one to the priority: it is never without effect, so that a second time shows. */
export const raise: NoteCommand = {
  name: 'raise',
  decide: (state) => smallNote.decide(state, { kind: 'revise', fields: { priority: (state?.priority ?? 0) + 1 } }),
};

/** The same command, if the note is still at its first version. */
export const onFirst = ({ name, decide: plain }: NoteCommand): NoteCommand => ({
  name: `${name} if at 1`,
  decide(state) {
    const decision = plain(state);
    const comesFirst = decision.kind === 'refused' || state === undefined || state.version === 1;
    return comesFirst ? decision : { kind: 'refused', why: 'precondition-failed' };
  },
});

/** A note that exists. */
export const aNote: Tried = { aggregate: smallNote, before: [create], commands: [rename, remove] };
