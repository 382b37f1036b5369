import type { Scope, Tried } from './protocol.ts';

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
 * Two commands, the first of them sent twice. The first attempt goes to instance A: the instances are alike, so nothing is
 * lost by that.
 */
export const plain = (tried: Tried): Scope => ({
  ...tried,
  attempts: sent('0A', '0AB', '1AB'),
  crashes: 0,
  duplicates: 0,
  setbacks: 0,
  projector: false,
  deadlines: true,
});

/** Both commands are sent twice. */
export const twiceEach: Scope['attempts'] = sent('0A', '0AB', '1AB', '1AB');
