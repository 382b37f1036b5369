import { setTimeout as delay } from 'node:timers/promises';
import type { ServerExit, ServerName, Stack } from '@notes/servers';
import { restartDelayMs } from './restart-delay.ts';

export type KeepEvents = {
  readonly onEnd: (exit: ServerExit, againInMs: number) => void;
  readonly onBack: (server: ServerName) => void;
  readonly onFailure: (server: ServerName, error: unknown, againInMs: number) => void;
};

export type Keeper = {
  /** To be told of every end of a server that nobody asked for. */
  readonly onExit: (exit: ServerExit) => void;
  /** From now on ends are left alone. Resolves when no restart is under way any more. */
  readonly rest: () => Promise<void>;
};

/** Starts a server again whenever it ends by itself, with growing pauses, for as long as that takes. */
export function keepServersUp(stack: () => Promise<Stack>, events: KeepEvents): Keeper {
  const resting = new AbortController();
  const pauses = new Map<ServerName, { delayMs: number; upSince: number }>();
  const underWay = new Set<Promise<void>>();

  const nextPause = (server: ServerName): number => {
    const former = pauses.get(server);
    const delayMs = restartDelayMs(former?.delayMs, performance.now() - (former?.upSince ?? 0));
    pauses.set(server, { delayMs, upSince: performance.now() });
    return delayMs;
  };
  const bringBack = async (exit: ServerExit) => {
    let pauseMs = nextPause(exit.server);
    events.onEnd(exit, pauseMs);
    while (!resting.signal.aborted) {
      await delay(pauseMs, undefined, { signal: resting.signal });
      try {
        await (await stack()).servers[exit.server].restart();
        pauses.set(exit.server, { delayMs: pauseMs, upSince: performance.now() });
        return events.onBack(exit.server);
      } catch (error) {
        pauseMs = nextPause(exit.server);
        if (!resting.signal.aborted) events.onFailure(exit.server, error, pauseMs);
      }
    }
  };
  return {
    onExit: (exit) => {
      if (resting.signal.aborted) return;
      const work = bringBack(exit)
        .catch(() => undefined)
        .finally(() => underWay.delete(work));
      underWay.add(work);
    },
    rest: async () => {
      resting.abort();
      await Promise.all(underWay);
    },
  };
}
