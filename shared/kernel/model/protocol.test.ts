import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { findCycle } from './find-cycle.ts';
import { aNote, create, onFirst, raise, remove, rename, restore } from './note-commands.ts';
import type { Scope } from './protocol.ts';
import { protocolModel } from './protocol-model.ts';
import { plain as plainOf, sent, twiceEach } from './scopes.ts';

const plain = plainOf(aNote);

/** What is tried, and how many states that is: a change of the protocol or of the model changes the number. */
const tried: [what: string, states: number, scope: Scope][] = [
  ['creates and changes a note', 19_800, { ...plain, before: [], commands: [create, rename], projector: true }],
  [
    'deletes and restores a note, each asked for twice',
    70_963,
    { ...plain, commands: [remove, restore], attempts: twiceEach },
  ],
  [
    'lets one of two conditional changes win',
    13_219,
    { ...plain, commands: [onFirst(rename), onFirst(raise)], crashes: 1 },
  ],
  [
    'takes requests that arrive twice',
    47_431,
    { ...plain, commands: [raise, remove], duplicates: 1, attempts: sent('0A', '0B', '1A') },
  ],
  ['evicts notes, and loads them from a projector that lags', 125_975, { ...plain, projector: true }],
  [
    'goes on after a crash, from a projector that lags',
    105_535,
    { ...plain, projector: true, crashes: 1, attempts: sent('0A', '0B', '1A') },
  ],
  [
    'follows a database that has lost its last commits',
    31_446,
    { ...plain, projector: true, setbacks: 1, deadlines: false, attempts: sent('0A', '0A', '1A') },
  ],
  [
    'crashes while the database has lost its last commits',
    10_688,
    { ...plain, projector: true, setbacks: 1, crashes: 1, attempts: sent('0A', '1B') },
  ],
  [
    'takes three commands that enable and disable each other',
    62_168,
    { ...plain, commands: [rename, remove, restore], attempts: sent('0A', '0AB', '1B', '2A') },
  ],
];

test.each(tried)('%s, right in each of %i states', { timeout: 120_000 }, (_, states, scope) => {
  const found = explore(protocolModel(scope));
  expect(found.wrong).toBeUndefined();
  expect(found.states).toBe(states);
});

test('answers every attempt in the end, if nobody gives up and every request arrives', { timeout: 120_000 }, () => {
  const model = protocolModel({ ...plain, projector: true, deadlines: false });
  expect(findCycle(model)).toBeUndefined();
  expect(explore(model)).toMatchObject({ wrong: undefined, states: 37_908 });
});

test('every kind of answer occurs in what is tried', { timeout: 120_000 }, () => {
  const given = new Set<string>();
  for (const commands of [
    [rename, remove],
    [remove, restore],
    [onFirst(rename), onFirst(raise)],
  ]) {
    const model = protocolModel({ ...plain, commands });
    const listen: typeof model.wrongStep = (_, { answers }) => {
      for (const { answer } of answers) given.add(answer.kind === 'refused' ? answer.why : answer.kind);
      return undefined;
    };
    explore({ ...model, wrongStep: listen });
  }
  expect([...given].sort()).toEqual([
    'accepted',
    'not-found',
    'overloaded',
    'precondition-failed',
    'replayed',
    'unchanged',
    'unknown',
  ]);
});
