import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSharedReads } from './shared-reads.ts';

const tick = () => new Promise(setImmediate);

/** Reads that end when they are told to, each with the number of those that had begun. */
function scripted() {
  const begun: { key: string; end(): void; fail(error: Error): void }[] = [];
  const share = createSharedReads<number>();
  const ask = (key = 'page') =>
    share(
      key,
      () =>
        new Promise<number>((resolve, reject) => {
          const nth = begun.length + 1;
          begun.push({ key, end: () => resolve(nth), fail: reject });
        }),
    );
  return { begun, ask };
}

test('a read begins at once; those that come meanwhile share the next one, which begins when it ends', async () => {
  const { begun, ask } = scripted();
  const reads = [ask(), ask(), ask()];
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await tick();
  expect(begun).toHaveLength(2);
  begun[1]?.end();
  expect(await Promise.all(reads)).toEqual([1, 2, 2]);
});

test('what is read under another key waits for nobody', () => {
  const { begun, ask } = scripted();
  void ask('first');
  void ask('second');
  expect(begun.map(({ key }) => key)).toEqual(['first', 'second']);
});

test('a failure reaches those who have gathered behind it, and the next read begins anew', async () => {
  const { begun, ask } = scripted();
  const reads = [ask(), ask(), ask()];
  begun[0]?.fail(new Error('away'));
  for (const read of reads) await expect(read).rejects.toThrow('away');
  const later = ask();
  begun[1]?.end();
  expect(await later).toBe(2);
});

test('nothing is kept of what nobody waits for: the next read begins at once', async () => {
  const { begun, ask } = scripted();
  for (let nth = 1; nth <= 3; nth++) {
    const read = ask();
    expect(begun).toHaveLength(nth);
    begun[nth - 1]?.end();
    expect(await read).toBe(nth);
    await tick();
  }
});

test('law: whoever asks gets a read that began no earlier, and at most one of a key is under way', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('ask' as const), key: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constantFrom('end' as const, 'fail' as const), key: fc.constantFrom('a', 'b') }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const share = createSharedReads<number>();
      const open = new Map<string, { end(began: number): void; fail(): void; began: number }>();
      const answered: Promise<void>[] = [];
      let clock = 0;
      for (const { kind, key } of steps) {
        clock += 1;
        if (kind === 'ask') {
          const asked = clock;
          const read = () =>
            new Promise<number>((end, reject) => {
              expect(open.has(key)).toBe(false);
              open.set(key, { end, fail: () => reject(new Error('away')), began: clock });
            });
          const check = (began: number): void => expect(began).toBeGreaterThanOrEqual(asked);
          answered.push(share(key, read).then(check, (error: Error) => expect(error.message).toBe('away')));
        } else {
          const one = open.get(key);
          open.delete(key);
          if (kind === 'end') one?.end(one.began);
          else one?.fail();
        }
        await tick();
      }
      for (const key of ['a', 'b', 'a', 'b']) {
        const one = open.get(key);
        open.delete(key);
        one?.end(one.began);
        await tick();
      }
      await Promise.all(answered);
    }),
  );
});
