import { ProblemError } from '../problem-error.ts';

/** Waits for the read model to get somewhere. */
export type ProgressWatch = {
  /**
   * Resolves when a position has been seen that `reached` is true of. Throws the problem `not-caught-up` at the deadline,
   * what `reached` or the database throws, and the reason of the signal when that is aborted.
   */
  until(
    reached: (position: string) => boolean,
    limits: { readonly deadline: number; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Turns all who wait away. */
  stop(): void;
};

const firstMs = 2;
const longestMovingMs = 25;
const longestStillMs = 100;

type Waiting = { reached(position: string): boolean; resolve(): void; reject(reason: unknown): void };

/**
 * One watch per process asks the database where the read model stands, for all requests that wait for it. States:
 *
 *   idle      nobody waits, nothing is asked
 *   pausing   somebody waits; the next question is due in `pauseMs`: 2 ms after a newcomer, then half as long again each
 *             time, up to 25 ms while the position moves and 100 ms while it stands still
 *   asking    a question is on its way; its answer releases whoever it satisfies, its failure turns all away
 */
export function createProgressWatch(selectPosition: () => Promise<string>): ProgressWatch {
  const waiting = new Set<Waiting>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;
  let asking = false;
  let pauseMs = firstMs;
  let lastSeen = '';

  function pause(ms: number): void {
    const due = performance.now() + ms;
    if (asking || (timer !== undefined && dueAt <= due)) return;
    clearTimeout(timer);
    pauseMs = ms;
    dueAt = due;
    timer = setTimeout(() => void ask(), ms);
  }

  async function ask(): Promise<void> {
    timer = undefined;
    asking = true;
    let longestMs = longestStillMs;
    try {
      const position = await selectPosition();
      if (position !== lastSeen) longestMs = longestMovingMs;
      lastSeen = position;
      for (const one of waiting) tell(one, position);
    } catch (error) {
      for (const one of waiting) one.reject(error);
    }
    asking = false;
    if (waiting.size > 0) pause(Math.min(pauseMs * 1.5, longestMs));
  }

  return {
    until(reached, { deadline, signal }) {
      return new Promise<void>((resolve, reject) => {
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
        pause(firstMs);
      });
    },
    stop() {
      clearTimeout(timer);
      for (const one of waiting) one.reject(new ProblemError('unavailable', 'This instance is shutting down.'));
    },
  };
}

function tell(one: Waiting, position: string): void {
  try {
    if (one.reached(position)) one.resolve();
  } catch (error) {
    one.reject(error);
  }
}

const notCaughtUp = (): ProblemError =>
  new ProblemError('not-caught-up', 'The read model has not reached the Consistency-Token in the time allowed.');
