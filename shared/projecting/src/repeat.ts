import { setTimeout as wait } from 'node:timers/promises';
import type { Resource } from '@notes/service';

/**
 * A resource that runs `task` every `intervalMs` from its start to its stop, the first time at once. A run that takes longer puts off
 * the next one; a stop waits for the run in flight. `task` must not fail. `onTurn` is called after each run.
 */
export function repeat(
  name: string,
  intervalMs: number,
  task: () => Promise<void> | void,
  onTurn: () => void = () => undefined,
): Resource {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const begin = performance.now();
      await task();
      onTurn();
      const restMs = Math.max(0, intervalMs - (performance.now() - begin));
      await wait(restMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    name,
    async start() {
      running = run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
