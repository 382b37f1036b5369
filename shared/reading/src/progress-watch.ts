import { covers, mergeOffsets, type Position } from '@notes/kernel';
import { ProblemError } from '@notes/service';

type Limits = {
  /** On the clock of `performance.now`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** `sightings` when the caller last looked for itself: what has been seen since counts. Default: now. */
  readonly since?: number;
};

/** Waits for the read model to get somewhere. */
export type ProgressWatch = {
  /** How often the read model has been seen somewhere, so far. */
  readonly sightings: number;
  /** How many wait. */
  readonly waiting: number;
  /** Whether every step is heard of. */
  readonly hearing: boolean;
  /** Of the log that must be read of, as far as that is known. */
  readonly epoch: () => string | undefined;
  /** Whether the read model is known not to cover the position yet: false too where nothing is known. */
  isBehind(wanted: Position): boolean;
  /**
   * Resolves when a position has been seen that `reached` is true of. Throws the problem `not-caught-up` at the deadline,
   * what `reached` or the database throws, the reason of the signal when that is aborted, and `unavailable` once stopped.
   */
  until(reached: (position: Position) => boolean, limits: Limits): Promise<void>;
  /** The read model has got there: part of a position, or all of it. */
  hear(position: Position): void;
  /** Whether every step of the read model is heard of from now on. */
  setHearing(hearing: boolean): void;
  /** Refuses all requests that wait, and those that would wait from now on: what has been read before may arrive here late. */
  stop(): void;
};

type Options = {
  /** Called when a wait is over, in vain or not. */
  readonly onWaited?: (seconds: number) => void;
  /** Of the log that must be read of, as far as that is known. */
  readonly epoch?: () => string | undefined;
};

const firstMs = 2;
const longestMovingMs = 25;
const longestStillMs = 100;

/**
 * One watch per process knows where the read model stands, for all requests that wait for it. While it hears of every
 * step, it asks the database only now and then, in case it has gone deaf; otherwise it asks all the time. States:
 *
 *   idle      nobody waits, nothing is asked
 *   pausing   somebody waits; the next question is due in `pauseMs`: 2 ms after a newcomer, then half as long again each
 *             time, up to 25 ms while the position moves and 100 ms while it stands still; 100 ms while it hears
 *   asking    a question is on its way; its answer releases whoever it satisfies, its failure turns all away. One that was put
 *             before every step was heard of may have been put too early: it is put again
 */
export function createProgressWatch(selectPosition: () => Promise<Position>, options: Options = {}): ProgressWatch {
  const waiters = createProgressWaiters();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;
  let asking = false;
  let pauseMs = firstMs;
  let hearing = false;
  let askAgain = false;
  let seen: Position | undefined;
  let sightings = 0;
  let stopped = false;

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
    askAgain = false;
    let longestMs = longestStillMs;
    const before = seen;
    try {
      const position = await selectPosition();
      if (before === undefined || !equal(before, position)) longestMs = longestMovingMs;
      see(position);
    } catch (error) {
      waiters.turnAway(error);
    }
    asking = false;
    if (askAgain) pause(0);
    else if (waiters.size > 0) pause(hearing ? longestStillMs : Math.min(pauseMs * 1.5, longestMs));
  }

  /** An answer may be older than what has been heard since; without hearing, the last answer counts. */
  function see(position: Position): void {
    seen = hearing && seen !== undefined ? merged(seen, position) : position;
    sightings++;
    waiters.tell(seen);
  }

  return {
    get sightings() {
      return sightings;
    },
    get waiting() {
      return waiters.size;
    },
    get hearing() {
      return hearing;
    },
    epoch: () => options.epoch?.(),
    isBehind: (wanted) => hearing && seen?.epoch === wanted.epoch && !covers(seen.offsets, wanted.offsets),
    async until(reached, { deadline, signal, since = sightings }) {
      if (stopped) throw shuttingDown();
      const done = waiters.add(reached, { deadline, signal, seen: sightings > since ? seen : undefined });
      if (waiters.size > 0) pause(hearing ? longestStillMs : firstMs);
      await timed(done, options.onWaited);
    },
    hear: see,
    setHearing(now) {
      hearing = now;
      // What has been missed is asked for; until then nothing is known.
      seen = undefined;
      if (!now) return;
      askAgain = asking;
      pause(0);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      waiters.turnAway(shuttingDown());
    },
  };
}

const merged = (known: Position, { epoch, offsets }: Position): Position => ({
  epoch,
  offsets: known.epoch === epoch ? mergeOffsets(known.offsets, offsets) : offsets,
});

async function timed(done: Promise<void>, onEnd?: (seconds: number) => void): Promise<void> {
  const began = performance.now();
  await done.finally(() => onEnd?.((performance.now() - began) / 1000));
}

const shuttingDown = (): ProblemError => new ProblemError('unavailable', 'This instance is shutting down.');

const equal = (a: Position, b: Position): boolean =>
  a.epoch === b.epoch && covers(a.offsets, b.offsets) && covers(b.offsets, a.offsets);

type Waiting = { reached(position: Position): boolean; resolve(): void; reject(reason: unknown): void };

/** Those who wait for the read model to get somewhere, each until its deadline, or until its signal is aborted. */
type ProgressWaiters = {
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

function createProgressWaiters(): ProgressWaiters {
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
