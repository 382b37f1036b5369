import { setTimeout as sleep } from 'node:timers/promises';
import { asReadError } from '../log-error.ts';

const firstPauseMs = 25;
const longestPauseMs = 400;

/**
 * Repeats what may safely be repeated while it fails as `unavailable`, until the deadline; then rejects with the last
 * LogError.
 */
export async function retrying<Result>(withinMs: number, attempt: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + withinMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await attempt();
    } catch (error) {
      const failure = asReadError(error);
      if (failure.kind !== 'unavailable' || performance.now() + pauseMs > deadline) throw failure;
      await sleep(pauseMs);
    }
  }
}
