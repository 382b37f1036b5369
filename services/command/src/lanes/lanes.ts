import type { NoteEntry } from '../state/note-entry.ts';
import { Attempt, type Order, type Outcome } from './attempt.ts';
import { Lane, type LaneParts } from './lane.ts';

/**
 * The lanes that are at work: at most one per note. Notes run in parallel, the commands of one note in order. Bounded: at
 * most `maxWaiting` attempts at a time, the next one is told `overloaded` at once.
 */
export class Lanes {
  readonly #parts: LaneParts;
  readonly #maxWaiting: number;
  readonly #lanes = new Map<string, Lane>();
  #waiting = 0;
  #whenIdle: (() => void) | undefined;

  constructor(parts: LaneParts, maxWaiting: number) {
    this.#parts = parts;
    this.#maxWaiting = maxWaiting;
  }

  /** Attempts that are not settled yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Notes whose lane is at work. */
  get atWork(): number {
    return this.#lanes.size;
  }

  /** The lane of a note, if it is at work. */
  of(noteId: string): Lane | undefined {
    return this.#lanes.get(noteId);
  }

  /**
   * Puts an order into the lane of its note; `settle` hears how it ended. `deadline` is on the clock of `performance.now`. `fresh`:
   * what is known of a note whose id was just drawn.
   */
  submit(order: Order, deadline: number, settle: (outcome: Outcome) => void, fresh?: NoteEntry): void {
    if (this.#waiting >= this.#maxWaiting) {
      settle({ kind: 'overloaded' });
      return;
    }
    this.#waiting += 1;
    const attempt = new Attempt(order, deadline, (outcome) => {
      this.#waiting -= 1;
      settle(outcome);
      if (this.#waiting === 0) this.#whenIdle?.();
    });
    const busy = this.#lanes.get(order.noteId);
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

  async #run(attempt: Attempt, fresh: NoteEntry | undefined): Promise<void> {
    const { noteId } = attempt;
    const lane = new Lane(this.#parts, noteId, fresh ?? this.#parts.states.take(noteId), (entry) => {
      this.#lanes.delete(noteId);
      if (entry !== undefined) this.#parts.states.put(noteId, entry);
    });
    this.#lanes.set(noteId, lane);
    lane.push(attempt);
    try {
      await lane.run();
    } catch (error) {
      this.#parts.logger.error({ err: error, noteId }, 'a lane broke down');
    }
  }
}
