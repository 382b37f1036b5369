import type { ClientCommand } from './client-command.ts';
import type { Scope } from './protocol.ts';

export const create: ClientCommand = { name: 'create', wants: 'create', title: 'a' };
export const rename: ClientCommand = { name: 'rename', wants: 'rename', title: 'b' };
export const raise: ClientCommand = { name: 'raise', wants: 'raise' };
export const remove: ClientCommand = { name: 'delete', wants: 'delete' };
export const restore: ClientCommand = { name: 'restore', wants: 'restore' };

/** The same command, if the note is still at its first version. */
export const onFirst = (command: ClientCommand): ClientCommand => ({
  ...command,
  name: `${command.name} if at 1`,
  ifMatch: 1,
});

/**
 * Attempts, each written as the number of its command and the instances that it may go to: `0AB` is an attempt of the first
 * command, to either.
 */
export const sent = (...attempts: readonly string[]): Scope['attempts'] =>
  attempts.map((attempt) => ({
    command: Number(attempt[0]),
    at: [...attempt.slice(1)].map((instance) => 'AB'.indexOf(instance)),
  }));

/**
 * Two commands on a note that exists, the first of them sent twice. The first attempt goes to instance A: the instances are
 * alike, so nothing is lost by that.
 */
export const plain: Scope = {
  before: [create],
  commands: [rename, remove],
  attempts: sent('0A', '0AB', '1AB'),
  crashes: 0,
  duplicates: 0,
  setbacks: 0,
  projector: false,
  deadlines: true,
};

/** Both commands are sent twice. */
export const twiceEach: Scope['attempts'] = sent('0A', '0AB', '1AB', '1AB');
