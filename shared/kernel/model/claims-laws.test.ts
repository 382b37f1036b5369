import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at } from './at.ts';
import { claimsModel } from './claims-model.ts';
import type { ClaimScope, ClaimsState, ClaimsStep } from './claims-protocol.ts';
import { claimsSteps } from './claims-steps.ts';
import type { TaskCommand } from './claims-tasks.ts';

const values = ['v', 'w'];
const value = fc.constantFrom(null, ...values, ...values);
const change = fc.record({ kind: fc.constant('set' as const), value });
const command: fc.Arbitrary<TaskCommand> = fc.oneof(
  { weight: 3, arbitrary: change },
  fc.record({ kind: fc.constant('create' as const), value }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'restore' as const) }),
);

/** More writers and values than can be tried in every order, and readers that lack more. */
const scope: fc.Arbitrary<ClaimScope> = fc.record({
  values: fc.constant(values),
  tasks: fc.tuple(
    fc.constantFrom<TaskCommand[]>([], [{ kind: 'create', value: 'v' }]),
    fc.constantFrom<TaskCommand[]>([], [{ kind: 'create', value: null }]),
    fc.constantFrom<TaskCommand[]>(
      [{ kind: 'create', value: 'w' }, { kind: 'delete' }],
      [{ kind: 'create', value: 'w' }],
    ),
  ),
  writers: fc.array(fc.record({ task: fc.nat(2), command }), { minLength: 5, maxLength: 9 }),
  staleness: fc.nat(3),
});
const schedule = fc.array(fc.nat(), { minLength: 30, maxLength: 120 });

/** The steps of one way through the scope. Each number chooses one of the steps that are possible. */
function* walk(
  scope: ClaimScope,
  first: ClaimsState,
  schedule: readonly number[],
): Generator<[ClaimsState, ClaimsStep]> {
  let state = first;
  for (const choice of schedule) {
    const steps = claimsSteps(scope, state);
    if (steps.length === 0) return;
    const step = at(steps, choice % steps.length);
    yield [state, step];
    state = step.state;
  }
}

test('never two holders, no refusal without one, and nobody who is left alone goes without', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(scope, schedule, (each, choices) => {
      const model = claimsModel(each);
      const told: string[] = [];
      for (const [before, step] of walk(each, model.first, choices)) {
        told.push(step.says());
        expect(model.wrongStep(before, step), told.join('\n')).toBeUndefined();
      }
    }),
  );
});

test('on the ways that are tried all kinds of events and refusals occur', () => {
  const met = new Map<string, number>();
  for (const [each, choices] of fc.sample(fc.tuple(scope, schedule), { numRuns: 300, seed: 1 }))
    for (const [, { says, refusal }] of walk(each, claimsModel(each).first, choices)) {
      const taken = /^the log takes \w+ (\w+)/.exec(says())?.[1];
      const kind = refusal === undefined ? taken : 'refused';
      if (kind !== undefined) met.set(kind, (met.get(kind) ?? 0) + 1);
    }
  expect(met.size).toBe(11);
  expect(Math.min(...met.values())).toBeGreaterThan(5);
});
