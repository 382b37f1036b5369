import { describe, expect, test } from 'vitest';
import { claimsModel } from './claims-model.ts';
import type { ClaimScope } from './claims-protocol.ts';
import { scopes } from './claims-scopes.ts';
import { explore } from './explore.ts';

/** What is tried, readings lacking so many events at most, and how many states that is: any change changes the number. */
const tried: [name: keyof typeof scopes, late: number, states: number][] = [
  ['had', 2, 27_446],
  ['three', 1, 1_756],
  ['twice', 1, 13_532],
  ['back', 0, 3_152],
  ['repeated', 0, 2_313],
  ['creators', 0, 4_641],
  ['swapped', 1, 641],
  ['changed', 1, 2_190],
  ['moved', 1, 11_993],
  ['binned', 1, 1_037],
  ['restored', 1, 5_275],
];

/** `CLAIMS_LATE=1`: readings may lack one event more, which takes minutes. */
const more = Number(process.env['CLAIMS_LATE'] ?? 0);

describe.skipIf(more > 0)('right in each state', () => {
  test.each(tried)('of the scope %s, %i late: %i', { timeout: 120_000 }, (name, staleness, states) => {
    const found = explore(claimsModel({ ...scopes[name], staleness }));
    expect(found.wrong).toBeUndefined();
    expect(found.states).toBe(states);
  });
});

describe.runIf(more > 0)(`right in each state, ${more} later`, () => {
  test.each(tried)('of the scope %s', { timeout: 3_600_000 }, (name, late) => {
    const found = explore(claimsModel({ ...scopes[name], staleness: late + more }));
    expect(found).toMatchObject({ wrong: undefined });
  });
});

test('from states that are encoded alike the ways on are encoded alike', { timeout: 120_000 }, () => {
  for (const scope of [scopes.twice, scopes.moved, { ...scopes.restored, staleness: 1 }]) expectSameWaysOn(scope);
});

/** Writers who are alike count as different here: they may be put in either order. */
function expectSameWaysOn(scope: ClaimScope): void {
  const writers = scope.writers.map(({ task, command }) => ({ task, command: { ...command } }));
  const model = claimsModel({ ...scope, writers });
  const waysOn = new Map<string, string>();
  const { wrong } = explore({
    ...model,
    wrongStep(_, { state }) {
      const code = model.encode(state);
      const ways = model.steps(state).map((step) => `${model.encode(step.state)} ${step.refusal?.writer}`);
      const all = [...new Set(ways)].sort().join();
      const known = waysOn.get(code) ?? all;
      waysOn.set(code, all);
      return known === all ? undefined : 'another state is encoded alike';
    },
  });
  expect(wrong).toBeUndefined();
}
