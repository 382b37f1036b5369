import { expect, test } from 'vitest';
import { claimsModel } from './claims-model.ts';
import type { ClaimMutation, ClaimScope } from './claims-protocol.ts';
import { scopes } from './claims-scopes.ts';
import { explore } from './explore.ts';

const slow = { timeout: 120_000 };

/**
 * What goes wrong without one rule, by a shortest way there. The same scope is found right with the rule, so that it is the
 * rule that makes the difference.
 */
function without(mutation: ClaimMutation, scope: ClaimScope): string {
  expect(explore(claimsModel(scope)).wrong).toBeUndefined();
  const { wrong } = explore(claimsModel({ ...scope, mutation }));
  if (wrong === undefined) throw new Error(`nothing goes wrong with ${mutation}`);
  return [...wrong.trace, `WRONG ${wrong.what}`].join('\n');
}

test('without the fence an append that is late takes the value beside its new holder', slow, () => {
  expect(without('no-fence', scopes.twice)).toMatchInlineSnapshot(`
    "writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v, sends e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"}
    the log takes e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"} of writer 0 (set A, v)
    writer 2 (set B, v): decide
    writer 2 (set B, v): read-claim of v
    writer 2 (set B, v): read-holder, sends e5 TakenOver v after e3 {"holder":"B","at":"e2"}
    the log takes e4 TaskRevised A after e1 {"value":"v"} of writer 0 (set A, v)
    the log takes e5 TakenOver v after e3 {"holder":"B","at":"e2"} of writer 2 (set B, v)
    the log takes e6 TaskRevised B after e2 {"value":"v"} of writer 2 (set B, v)
    WRONG A and B hold v"
  `);
});

test('if the place is read after the claim, no fence in an earlier place is of use', slow, () => {
  expect(without('place-read-later', scopes.twice)).toMatchInlineSnapshot(`
    "writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v, sends e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"}
    the log takes e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"} of writer 0 (set A, v)
    writer 2 (set B, v): decide
    writer 2 (set B, v): read-claim of v
    writer 2 (set B, v): read-holder, sends e5 Fenced A after e1 {}
    the log takes e5 Fenced A after e1 {} of writer 2 (set B, v)
    writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v, sends e7 TaskRevised A after e5 {"value":"v"}
    the log takes e7 TaskRevised A after e5 {"value":"v"} of writer 0 (set A, v)
    the log takes e6 TakenOver v after e3 {"holder":"B","at":"e2"} of writer 2 (set B, v)
    the log takes e8 TaskRevised B after e2 {"value":"v"} of writer 2 (set B, v)
    WRONG A and B hold v"
  `);
});

test('a release of whatever claim stands later releases one under which the value is held again', slow, () => {
  expect(without('late-release', scopes.had)).toMatchInlineSnapshot(`
    "writer 0 (set A, null): decide
    writer 0 (set A, null): read-former of v, sends e4 TaskRevised A after e2 {"value":null}
    the log takes e4 TaskRevised A after e2 {"value":null} of writer 0 (set A, null)
    writer 1 (set A, v): decide
    writer 1 (set A, v): read-claim of v
    writer 1 (set A, v): prove, sends e5 Renewed v after e1 {"at":"e4"}
    the log takes e5 Renewed v after e1 {"at":"e4"} of writer 1 (set A, v)
    writer 0 (set A, null): read-former of v, sends e7 Released v after e5 {}
    the log takes e7 Released v after e5 {} of writer 0 (set A, null)
    the log takes e6 TaskRevised A after e4 {"value":"v"} of writer 1 (set A, v)
    writer 2 (set B, v): decide
    writer 2 (set B, v): read-claim of v, sends e8 Reclaimed v after e7 {"holder":"B","at":"e3"}
    the log takes e8 Reclaimed v after e7 {"holder":"B","at":"e3"} of writer 2 (set B, v)
    the log takes e9 TaskRevised B after e3 {"value":"v"} of writer 2 (set B, v)
    WRONG A and B hold v"
  `);
});

test('without the rule of the log everybody who has claimed the value holds it', slow, () => {
  expect(without('no-chain-rule', scopes.twice)).toMatchInlineSnapshot(`
    "writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v, sends e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"}
    the log takes e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"} of writer 0 (set A, v)
    writer 2 (set B, v): decide
    writer 2 (set B, v): read-claim of v
    writer 2 (set B, v): read-holder, sends e5 Fenced A after e1 {}
    the log takes e4 TaskRevised A after e1 {"value":"v"} of writer 0 (set A, v)
    the log takes e5 Fenced A after e1 {} of writer 2 (set B, v)
    the log takes e6 TakenOver v after e3 {"holder":"B","at":"e2"} of writer 2 (set B, v)
    the log takes e7 TaskRevised B after e2 {"value":"v"} of writer 2 (set B, v)
    WRONG A and B hold v"
  `);
});

test('a holder whose chain is read without proof may hold the value already, or still be about to', slow, () => {
  expect(without('holder-unproved', { ...scopes.twice, staleness: 1 })).toMatchInlineSnapshot(`
    "writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v, sends e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"}
    the log takes e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"} of writer 0 (set A, v)
    writer 2 (set B, v): decide
    writer 2 (set B, v): read-claim of v
    writer 2 (set B, v): read-holder, sends e5 Fenced A after e1 {}
    the log takes e5 Fenced A after e1 {} of writer 2 (set B, v)
    writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v
    writer 0 (set A, v): prove, sends e7 Renewed v after e3 {"at":"e5"}
    the log takes e7 Renewed v after e3 {"at":"e5"} of writer 0 (set A, v)
    writer 2 (set B, v): read-claim of v
    writer 2 (set B, v): read-holder, 1 late, sends e9 TakenOver v after e7 {"holder":"B","at":"e2"}
    the log takes e8 TaskRevised A after e5 {"value":"v"} of writer 0 (set A, v)
    the log takes e9 TakenOver v after e7 {"holder":"B","at":"e2"} of writer 2 (set B, v)
    the log takes e10 TaskRevised B after e2 {"value":"v"} of writer 2 (set B, v)
    WRONG A and B hold v"
  `);
});

test('who renews for a place that he has left hides one in which his append may still be accepted', slow, () => {
  expect(without('renewal-unproved', scopes.twice)).toMatchInlineSnapshot(`
    "writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v, sends e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"}
    the log takes e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"} of writer 0 (set A, v)
    writer 1 (set A, v): decide
    writer 2 (set B, v): decide
    writer 2 (set B, v): read-claim of v
    writer 2 (set B, v): read-holder, sends e5 Fenced A after e1 {}
    the log takes e5 Fenced A after e1 {} of writer 2 (set B, v)
    writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v, sends e7 Renewed v after e3 {"at":"e5"}
    the log takes e7 Renewed v after e3 {"at":"e5"} of writer 0 (set A, v)
    writer 1 (set A, v): read-claim of v, sends e9 Renewed v after e7 {"at":"e1"}
    the log takes e9 Renewed v after e7 {"at":"e1"} of writer 1 (set A, v)
    writer 2 (set B, v): read-claim of v
    writer 2 (set B, v): read-holder, sends e11 TakenOver v after e9 {"holder":"B","at":"e2"}
    the log takes e8 TaskRevised A after e5 {"value":"v"} of writer 0 (set A, v)
    the log takes e11 TakenOver v after e9 {"holder":"B","at":"e2"} of writer 2 (set B, v)
    the log takes e12 TaskRevised B after e2 {"value":"v"} of writer 2 (set B, v)
    WRONG A and B hold v"
  `);
});

test('a command that is decided on history may be refused a value that it never was to take', slow, () => {
  expect(without('refusal-unproved', { ...scopes.restored, staleness: 1 })).toMatchInlineSnapshot(`
    "writer 3 (delete B): decide, sends e4 TaskDeleted B after e3 {}
    the log takes e4 TaskDeleted B after e3 {} of writer 3 (delete B)
    writer 2 (set B, v): decide, 1 late
    writer 2 (set B, v): read-claim of v
    writer 2 (set B, v): read-holder: refused
    WRONG it never was to take v"
  `);
});

test('a holder who has crashed, and whom nobody may fence, keeps the value from all others for ever', slow, () => {
  expect(without('never-overdue', scopes.twice)).toMatchInlineSnapshot(`
    "writer 0 (set A, v): decide
    writer 0 (set A, v): read-claim of v, sends e3 Claimed v after nothing {"aggregate":"task","field":"value","holder":"A","at":"e1"}
    WRONG who is left alone goes round in circles: {"task":1,"command":{"kind":"set","value":"v"}}"
  `);
});
