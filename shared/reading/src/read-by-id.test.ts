import { expect, test } from 'vitest';
import { createReadsById, type ItemsAtPosition } from './read-by-id.ts';

type Statement = { ids: string[]; answer(): void; fail(error: Error): void };

function scripted(options?: { statementsInFlight: number }) {
  const statements: Statement[] = [];
  const read = createReadsById(
    (ids) =>
      new Promise<ItemsAtPosition<string>>((resolve, reject) => {
        const answer = () => resolve({ position: `at ${[...ids]}`, items: new Map() });
        statements.push({ ids: [...ids], answer, fail: reject });
      }),
    options,
  );
  return { statements, read, sent: () => statements.map(({ ids }) => ids.join()) };
}

const tick = () => new Promise(setImmediate);

test('reads of one tick share a statement, each id once', async () => {
  const { statements, read, sent } = scripted();
  const reads = [read('a'), read('b'), read('a')];
  expect(sent()).toEqual([]);
  await tick();
  expect(sent()).toEqual(['a,b']);
  statements[0]?.answer();
  expect(await Promise.all(reads)).toEqual(Array(3).fill({ position: 'at a,b', item: undefined }));
});

test('a read never joins a statement that has begun', async () => {
  const { read, sent } = scripted();
  void read('a');
  await tick();
  void read('a');
  await tick();
  expect(sent()).toEqual(['a', 'a']);
});

test('a read after one that was alone goes at once; with the first that finds company, they gather again', async () => {
  const { statements, read, sent } = scripted();
  void read('a');
  await tick();
  statements[0]?.answer();
  await tick();
  void read('b');
  expect(sent()).toEqual(['a', 'b']);
  void read('c');
  void read('c');
  expect(sent()).toEqual(['a', 'b']);
  await tick();
  expect(sent()).toEqual(['a', 'b', 'c']);
  for (const statement of statements) statement.answer();
  await tick();
  void read('d');
  expect(sent()).toHaveLength(3);
  await tick();
  expect(sent()).toEqual(['a', 'b', 'c', 'd']);
});

test('while all statements are busy, reads gather, and go the moment one is free', async () => {
  const { statements, read, sent } = scripted();
  void read('a');
  await tick();
  void read('b');
  await tick();
  void read('c');
  await tick();
  const last = read('d');
  await tick();
  expect(sent()).toEqual(['a', 'b']);
  statements[1]?.answer();
  await tick();
  expect(sent()).toEqual(['a', 'b', 'c,d']);
  statements[2]?.answer();
  expect((await last).position).toBe('at c,d');
});

test('a failure reaches the reads of the statement and those behind it, and the next read begins anew', async () => {
  const { statements, read, sent } = scripted({ statementsInFlight: 1 });
  const first = read('a');
  await tick();
  const behind = read('b');
  statements[0]?.fail(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await expect(behind).rejects.toThrow('away');
  void read('c');
  await tick();
  expect(sent()).toEqual(['a', 'c']);
});
