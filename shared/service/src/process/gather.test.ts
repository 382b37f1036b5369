import { expect, test } from 'vitest';
import { gather } from './gather.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Calls that are answered by hand. */
function calls() {
  const made: { items: readonly number[]; answer(): void; fail(error: Error): void }[] = [];
  const run = (items: readonly number[]) =>
    new Promise<readonly string[]>((resolve, fail) => {
      made.push({ items, fail, answer: () => resolve(items.map(String)) });
    });
  return { made, run };
}

test('what comes in one turn is one call, what comes while it is under way is the next', async () => {
  const { made, run } = calls();
  const add = gather(run);
  const first = [add(1), add(2)];
  await turn();
  const second = [add(3), add(4)];
  await turn();
  expect(made.map(({ items }) => items)).toEqual([[1, 2]]);
  made[0]?.answer();
  expect(await Promise.all(first)).toEqual(['1', '2']);
  await turn();
  made[1]?.answer();
  expect(await Promise.all(second)).toEqual(['3', '4']);
});

test('a call has so many items at most, in their order', async () => {
  const { made, run } = calls();
  const add = gather(run, 2);
  const all = [1, 2, 3].map(add);
  await turn();
  made[0]?.answer();
  await turn();
  made[1]?.answer();
  expect(await Promise.all(all)).toEqual(['1', '2', '3']);
  expect(made.map(({ items }) => items)).toEqual([[1, 2], [3]]);
});

test('a call that fails fails its items, and the next is still made', async () => {
  const { made, run } = calls();
  const add = gather(run);
  const first = add(1);
  await turn();
  const second = add(2);
  made[0]?.fail(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await turn();
  made[1]?.answer();
  expect(await second).toBe('2');
});
