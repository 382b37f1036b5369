type Call<Item, Result> = {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/**
 * Makes few calls of `run` out of many: one is under way at a time, and what comes meanwhile, or in the same turn, goes into the next,
 * in order and at most `max` together. So every item is in a call that began after it came. `run` returns a result for each of its
 * items, in their order; when it fails, they fail with it, and those that wait are still tried.
 */
export function gather<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  max = Number.POSITIVE_INFINITY,
): (item: Item) => Promise<Result> {
  const waiting: Call<Item, Result>[] = [];
  let running = false;

  async function runAll(): Promise<void> {
    while (waiting.length > 0) await runOnce(waiting.splice(0, max));
    running = false;
  }

  async function runOnce(calls: readonly Call<Item, Result>[]): Promise<void> {
    try {
      const results = await run(calls.map(({ item }) => item));
      for (const [i, { resolve }] of calls.entries()) resolve(results[i] as Result);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running) return;
      running = true;
      queueMicrotask(() => void runAll());
    });
}
