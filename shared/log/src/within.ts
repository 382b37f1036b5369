import { LogError } from './log-error.ts';

/** The promise, or what `late` returns or throws if it is not settled in time. What it comes to later is ignored. */
export async function within<T, L>(ms: number, promise: PromiseLike<T>, late: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    return await Promise.race([promise, over.then(late)]);
  } finally {
    clearTimeout(timer);
  }
}

/** The promise, or LogError `unavailable` if it is not settled in time. */
export const answerWithin = <T>(timeoutMs: number, promise: Promise<T>, what: string): Promise<T> =>
  within(timeoutMs, promise, () => {
    throw new LogError('unavailable', `${what}: no answer within ${timeoutMs} ms`);
  });
