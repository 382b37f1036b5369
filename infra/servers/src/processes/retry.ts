import { setTimeout as delay } from 'node:timers/promises';

export type Patience = {
  readonly timeoutMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
};

/** Calls `attempt` until it succeeds and returns its result. After `timeoutMs` its last error is thrown; an abort ends it at once. */
export async function retry<T>(attempt: () => T | Promise<T>, patience: Patience): Promise<T> {
  const deadline = performance.now() + patience.timeoutMs;
  for (;;) {
    patience.signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
    }
    await delay(patience.everyMs ?? 25, undefined, patience.signal ? { signal: patience.signal } : {});
  }
}
