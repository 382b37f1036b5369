import type { Position } from '@notes/kernel';
import { ProblemError } from '@notes/service';

type Waiting = { reached(position: Position): boolean; resolve(): void; reject(reason: unknown): void };

/** Those who wait for the read model to get somewhere, each until its deadline, or until its signal is aborted. */
export type ProgressWaiters = {
  readonly size: number;
  /** `deadline` is on the clock of `performance.now`. `seen` is told first, if there is one. */
  add(
    reached: (position: Position) => boolean,
    limits: { readonly deadline: number; readonly signal: AbortSignal; readonly seen: Position | undefined },
  ): Promise<void>;
  /** Releases all for whom this is far enough. */
  tell(position: Position): void;
  turnAway(reason: unknown): void;
};

export function createProgressWaiters(): ProgressWaiters {
  const waiting = new Set<Waiting>();
  return {
    get size() {
      return waiting.size;
    },
    add(reached, { deadline, signal, seen }) {
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.delete(one);
          clearTimeout(late);
          signal.removeEventListener('abort', gone);
        };
        const refuse = (reason: unknown) => {
          leave();
          reject(reason);
        };
        const one: Waiting = {
          reached,
          resolve: () => {
            leave();
            resolve();
          },
          reject: refuse,
        };
        const gone = () => refuse(signal.reason);
        const late = setTimeout(() => refuse(notCaughtUp()), Math.max(deadline - performance.now(), 0));
        signal.addEventListener('abort', gone);
        waiting.add(one);
        if (seen !== undefined) tell(one, seen);
      });
    },
    tell(position) {
      for (const one of waiting) tell(one, position);
    },
    turnAway(reason) {
      for (const one of waiting) one.reject(reason);
    },
  };
}

function tell(one: Waiting, position: Position): void {
  try {
    if (one.reached(position)) one.resolve();
  } catch (error) {
    one.reject(error);
  }
}

const notCaughtUp = (): ProblemError =>
  new ProblemError('not-caught-up', 'The read model has not reached the Consistency-Token in the time allowed.');
