import { describe, expect, test } from 'vitest';
import { checkHistory } from './check-history.ts';
import { lies } from './lies.ts';
import { logOf, type Simulated, simulate } from './simulate.ts';

const seeds = Array.from({ length: 10 }, (_, seed) => seed);
const judge = ({ attempts, reads, placed }: Simulated) => checkHistory({ attempts, reads }, logOf(placed));

test('finds nothing wrong with systems that are right, of every kind of answer', () => {
  const answers = new Set<string>();
  for (const seed of seeds) {
    const history = simulate(seed);
    expect(judge(history), `seed ${seed}`).toEqual([]);
    for (const { answer } of history.attempts) answers.add(`${answer?.status} ${answer?.slug ?? answer?.replayed}`);
  }
  expect(answers).toEqual(
    new Set([
      ...['201 false', '201 true', '200 false', '200 true', '204 false', '204 true', 'undefined undefined'],
      ...['404 not-found', '412 precondition-failed', '422 idempotency-key-reused'],
    ]),
  );
});

describe('notices every lie:', () => {
  test.each(Object.entries(lies))('%s', (_, lie) => {
    let told = 0;
    for (const seed of seeds) {
      const lied = lie(simulate(seed));
      if (lied === undefined) continue;
      told += 1;
      expect(judge(lied), `seed ${seed}`).not.toEqual([]);
    }
    expect(told).toBeGreaterThan(3);
  });
});
