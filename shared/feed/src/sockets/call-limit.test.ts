import { expect, test } from 'vitest';
import { CallLimit } from './call-queue.ts';

/** The outcomes of calls at these times. */
const outcomes = (times: readonly number[]): string[] => {
  const limit = new CallLimit(0);
  return times.map((at) => limit.take(at));
};
const spread = (count: number, everyMs: number, fromMs = 0): number[] =>
  Array.from({ length: count }, (_, i) => fromMs + i * everyMs);
const tally = (all: readonly string[]) => ({
  passed: all.filter((one) => one === 'passed').length,
  refused: all.filter((one) => one === 'refused').length,
  flood: all.filter((one) => one === 'flood').length,
});

test('a hundred calls at once pass, and the next are refused', () => {
  expect(tally(outcomes(spread(150, 0)))).toEqual({ passed: 100, refused: 50, flood: 0 });
});

test('fifty a second pass for ever', () => {
  expect(tally(outcomes(spread(10_000, 20)))).toEqual({ passed: 10_000, refused: 0, flood: 0 });
});

test('what was used up comes back at fifty a second, and no more than a hundred', () => {
  const after = (ms: number) => tally(outcomes([...spread(100, 0), ...spread(200, 0, ms)])).passed - 100;
  expect([after(0), after(20), after(1_000), after(60_000)]).toEqual([0, 1, 50, 100]);
});

test('the five hundredth refusal in a row is a flood', () => {
  const all = outcomes(spread(600, 0));
  expect([all.at(598), all.at(599)]).toEqual(['refused', 'flood']);
});

test('the odd call that passes in between does not end the row', () => {
  expect(tally(outcomes(spread(1_200, 5))).flood).toBeGreaterThan(0);
});

test('a rest does, however short', () => {
  const rounds = [0, 1, 2].flatMap((round) => spread(400, 0, round * 150));
  expect(tally(outcomes(rounds)).flood).toBe(0);
});

test('a clock that goes back refuses nobody for it', () => {
  const limit = new CallLimit(1_000);
  expect([limit.take(0), limit.take(1_000)]).toEqual(['passed', 'passed']);
});
