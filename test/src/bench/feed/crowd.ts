import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Ask, Told } from './subscribers.ts';

/** Many subscribers in a process of their own. */
export type Crowd = {
  ask(question: Ask): Promise<Told>;
  /** Resolves once they have had so many events in all, or were caught up so often. */
  until(enough: (told: Told) => boolean, timeoutMs?: number): Promise<Told>;
  end(): void;
};

export function startCrowd(): Crowd {
  const child = fork(fileURLToPath(new URL('./subscribers.js', import.meta.url)));
  const ask = async (question: Ask): Promise<Told> => {
    const answer = once(child, 'message') as Promise<[Told]>;
    child.send(question);
    const [told] = await answer;
    return told;
  };
  return {
    ask,
    async until(enough, timeoutMs = 120_000) {
      for (const end = performance.now() + timeoutMs; ; ) {
        const told = await ask({ count: true });
        if (enough(told)) return told;
        if (performance.now() > end) throw new Error(`after ${timeoutMs} ms only ${JSON.stringify(told)}`);
        await wait(20);
      }
    },
    end: () => child.disconnect(),
  };
}
