import type { SubjectEntry } from '../state/subject-entry.ts';
import { Attempt, type Outcome, type Turn, type TurnOutcome, type WriteRequest } from './attempt.ts';
import { Lane, type LaneParts } from './lane.ts';

/**
 * The lanes that are at work: at most one per subject. Subjects run in parallel, the commands of one in order. Bounded: at
 * most `maxWaiting` attempts at a time, the next one ends as `overloaded` at once.
 */
export class Lanes {
  readonly #parts: LaneParts;
  readonly maxWaiting: number;
  readonly #lanes = new Map<string, Lane>();
  #waiting = 0;
  #whenIdle: (() => void) | undefined;

  constructor(parts: LaneParts, maxWaiting: number) {
    this.#parts = parts;
    this.maxWaiting = maxWaiting;
  }

  /** Attempts that are not settled yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Subjects whose lane is at work. */
  get atWork(): number {
    return this.#lanes.size;
  }

  /** The lane of a subject, if it is at work. */
  of(subject: string): Lane | undefined {
    return this.#lanes.get(subject);
  }

  /**
   * Puts a request into the lane of its subject; `settle` is called with how it ended. `deadline` is on the clock of `performance.now`. `fresh`:
   * what is known of a subject whose id was just drawn. `turn`: what the lane is to do, where it is not just the command.
   */
  submit(
    request: WriteRequest,
    deadline: number,
    settle: (outcome: Outcome | TurnOutcome) => void,
    { fresh, turn }: { readonly fresh?: SubjectEntry | undefined; readonly turn?: Turn } = {},
  ): void {
    if (this.#waiting >= this.maxWaiting) {
      settle({ kind: 'overloaded' });
      return;
    }
    this.#waiting += 1;
    const onEnd = (outcome: Outcome | TurnOutcome): void => {
      this.#waiting -= 1;
      request.stages?.leave();
      settle(outcome);
      if (this.#waiting === 0) this.#whenIdle?.();
    };
    const attempt = new Attempt(request, deadline, onEnd, turn);
    request.stages?.enter('wait');
    const busy = this.#lanes.get(request.subject);
    if (busy === undefined) void this.#run(attempt, fresh);
    else busy.push(attempt);
  }

  /** Resolves when no attempt waits any more. */
  idle(): Promise<void> {
    if (this.#waiting === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  async #run(attempt: Attempt, fresh: SubjectEntry | undefined): Promise<void> {
    const { subject } = attempt.request;
    const lane = new Lane(this.#parts, subject, fresh ?? this.#parts.states.take(subject), (entry) => {
      this.#lanes.delete(subject);
      if (entry !== undefined) this.#parts.states.put(subject, entry);
    });
    this.#lanes.set(subject, lane);
    lane.push(attempt);
    try {
      await lane.run();
    } catch (error) {
      this.#parts.logger.error({ err: error, subject }, 'a lane broke down');
    }
  }
}
