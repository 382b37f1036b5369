import { setTimeout as wait } from 'node:timers/promises';

/** Resolves once the promise is settled, either way, or after so many milliseconds; never rejects. */
export async function settledWithin(ms: number, promise: PromiseLike<unknown>): Promise<void> {
  const over = new AbortController();
  const late = wait(ms, undefined, { signal: over.signal });
  await Promise.allSettled([Promise.race([promise, late])]);
  over.abort();
  await Promise.allSettled([late]);
}
