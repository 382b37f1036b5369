import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { aNote, raise, remove, rename, restore } from './note-commands.ts';
import type { Mutation, Scope } from './protocol.ts';
import { protocolModel } from './protocol-model.ts';
import { plain as plainOf, sent } from './scopes.ts';

const plain = plainOf(aNote);

const slow = { timeout: 120_000 };

/**
 * What goes wrong without one rule, by a shortest way there. The same scope is found right with the rule, so that it is the
 * rule that makes the difference.
 */
function without(mutation: Mutation, scope: Scope): string {
  expect(explore(protocolModel(scope)).wrong).toBeUndefined();
  const { wrong } = explore(protocolModel({ ...scope, mutation }));
  if (wrong === undefined) throw new Error(`nothing goes wrong with ${mutation}`);
  return [...wrong.trace, `WRONG ${wrong.what}`].join('\n');
}

test('without the barrier a refusal may rest on a state that was history before the command arrived', slow, () => {
  expect(without('no-barrier', plain)).toMatchInlineSnapshot(`
    "rename arrives at instance A
    instance A answers rename: refused: not-found
    WRONG rename, refused: not-found: which it did not deserve at any moment since it arrived"
  `);
});

test('by version alone the second of a group is accepted behind a stranger', slow, () => {
  const scope: Scope = {
    ...plain,
    commands: [rename, raise],
    attempts: sent('0A', '1A', '1B'),
  };
  expect(without('version-alone', scope)).toMatchInlineSnapshot(`
    "rename arrives at instance A
    instance A reads create/1 v1
    raise arrives at instance A
    instance A decides rename and raise: rename/2 v2 after create/1, raise/4 v3 after rename/2
    raise (attempt 2) arrives at instance B
    instance B reads create/1 v1
    instance B decides raise (attempt 2): raise/6 v2 after create/1
    the log takes raise/6 v2 after create/1
    the log takes rename/2 v2 after create/1, raise/4 v3 after rename/2
    WRONG raise/4 v3 after rename/2 is accepted, but its command was accepted before"
  `);
});

test('without the replay check a repeated command counts twice', slow, () => {
  expect(without('no-replay-check', { ...plain, commands: [raise, remove] })).toMatchInlineSnapshot(`
    "raise arrives at instance A
    instance A reads create/1 v1
    instance A decides raise: raise/2 v2 after create/1
    the log takes raise/2 v2 after create/1
    instance A reads raise/2 v2 after create/1
    raise (attempt 2) arrives at instance A
    instance A decides raise (attempt 2): raise/7 v3 after raise/2
    the log takes raise/7 v3 after raise/2
    WRONG raise/7 v3 after raise/2 is accepted, but its command was accepted before"
  `);
});

test('the log acknowledges what turns out to be void', slow, () => {
  expect(without('answer-on-acknowledgement', plain)).toMatchInlineSnapshot(`
    "rename arrives at instance A
    instance A reads create/1 v1
    instance A decides rename: rename/2 v2 after create/1
    the log takes rename/2 v2 after create/1
    delete arrives at instance A
    instance A decides delete: delete/3 v2 after create/1
    the log takes delete/3 v2 after create/1
    WRONG delete, accepted, version 2: but the chain does not hold it"
  `);
});

test('a note loaded from its row alone lacks what is not projected yet', slow, () => {
  const scope: Scope = {
    ...plain,
    projector: true,
    attempts: sent('0A', '1B'),
  };
  expect(without('load-without-retained', scope)).toMatchInlineSnapshot(`
    "rename arrives at instance A
    instance A reads create/1 v1
    instance A looks up rename at 0
    instance A answers rename: refused: not-found
    WRONG rename, refused: not-found: which it did not deserve at any moment since it arrived"
  `);
});

test('an attempt that decides again after its deadline acts after its repeat was refused', slow, () => {
  const scope: Scope = {
    ...plain,
    commands: [rename, remove, restore],
    attempts: sent('0A', '0B', '1B', '2B'),
  };
  expect(without('decide-after-deadline', scope)).toMatchInlineSnapshot(`
    "rename arrives at instance A
    instance A reads create/1 v1
    instance A decides rename: rename/2 v2 after create/1
    delete arrives at instance B
    instance B reads create/1 v1
    instance B decides delete: delete/3 v2 after create/1
    the log takes delete/3 v2 after create/1
    instance A reads delete/3 v2 after create/1
    instance B reads delete/3 v2 after create/1
    restore arrives at instance B
    the deadline of rename passes
    rename (attempt 2) arrives at instance B
    instance B answers rename (attempt 2): refused: not-found
    instance B decides restore: restore/6 v3 after delete/3
    the log takes rename/2 v2 after create/1
    the log takes restore/6 v3 after delete/3
    instance A reads rename/2 v2 after create/1
    instance A reads restore/6 v3 after delete/3
    instance A decides rename: rename/11 v4 after restore/6
    the log takes rename/11 v4 after restore/6
    WRONG rename/11 v4 after restore/6 is accepted, but a repeat, sent when nothing was under way any more, has been refused"
  `);
});

test('an attempt whose append is on its way has not done nothing, even if nobody has acknowledged it', slow, () => {
  expect(without('nothing-at-deadline', plain)).toMatchInlineSnapshot(`
    "rename arrives at instance A
    instance A reads create/1 v1
    instance A decides rename: rename/2 v2 after create/1
    the log takes rename/2 v2 after create/1
    the deadline of rename passes
    WRONG rename, overloaded: but it did something"
  `);
});

test('a look-up older than what memory knows misses a command in between', slow, () => {
  const scope: Scope = {
    ...plain,
    projector: true,
    commands: [raise, rename],
    attempts: sent('0A', '0B', '1A'),
  };
  expect(without('stale-look-up', scope)).toMatchInlineSnapshot(`
    "raise arrives at instance A
    instance A looks up raise at 0
    raise (attempt 2) arrives at instance B
    rename arrives at instance A
    the projector commits up to 1
    instance B looks up raise (attempt 2) at 1
    instance B decides raise (attempt 2): raise/4 v2 after create/1
    the log takes raise/4 v2 after create/1
    the projector commits up to 2
    instance A looks up rename at 2
    instance A decides rename and raise: rename/7 v3 after raise/4, raise/9 v4 after rename/7
    the log takes rename/7 v3 after raise/4, raise/9 v4 after rename/7
    WRONG raise/9 v4 after rename/7 is accepted, but its command was accepted before"
  `);
});

test('a command decided only on an undecided event may come to count after its repeat was refused', slow, () => {
  const scope: Scope = {
    ...plain,
    commands: [remove, restore],
    attempts: sent('0A', '1A', '1B'),
  };
  expect(without('decide-together-freely', scope)).toMatchInlineSnapshot(`
    "delete arrives at instance A
    instance A reads create/1 v1
    restore arrives at instance A
    instance A decides delete and restore: delete/2 v2 after create/1, restore/3 v3 after delete/2
    the deadline of restore passes
    restore (attempt 2) arrives at instance B
    instance B reads create/1 v1
    instance B answers restore (attempt 2): unchanged, version 1
    the log takes delete/2 v2 after create/1, restore/3 v3 after delete/2
    WRONG restore/3 v3 after delete/2 is accepted, but a repeat, sent when nothing was under way any more, has been refused"
  `);
});
