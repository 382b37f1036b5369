import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { findCycle } from './find-cycle.ts';
import { aLamp, flip, hang, mend, seal, smash } from './lamp-commands.ts';
import type { Scope } from './protocol.ts';
import { protocolModel } from './protocol-model.ts';
import { plain as plainOf, sent } from './scopes.ts';

const plain = plainOf(aLamp);

/** The protocol of notes, for an aggregate with a fence. What differs from notes is tried: that a fence may come first. */
const tried: [what: string, states: number, scope: Scope][] = [
  ['switches and breaks a lamp', 10_455, plain],
  ['hangs a lamp beside one who seals it', 73_250, { ...plain, before: [], commands: [hang, seal], projector: true }],
  [
    'hangs a lamp that is sealed',
    318,
    { ...plain, before: [seal], commands: [hang, flip], attempts: sent('0A', '1B'), crashes: 1 },
  ],
  [
    'takes three commands that enable and disable each other',
    62_168,
    { ...plain, commands: [flip, smash, mend], attempts: sent('0A', '0AB', '1B', '2A') },
  ],
];

test.each(tried)('%s, right in each of %i states', { timeout: 120_000 }, (_, states, scope) => {
  const found = explore(protocolModel(scope));
  expect(found.wrong).toBeUndefined();
  expect(found.states).toBe(states);
});

test('without the replay check a lamp is switched twice', { timeout: 120_000 }, () => {
  expect(explore(protocolModel({ ...plain, mutation: 'no-replay-check' })).wrong?.what).toContain('accepted before');
});

test('answers every attempt in the end', { timeout: 120_000 }, () => {
  expect(findCycle(protocolModel({ ...plain, commands: [flip, seal], deadlines: false }))).toBeUndefined();
});
