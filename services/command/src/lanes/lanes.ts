import type { NoteEntry } from '../state/note-entry.ts';
import type { Attempt } from './attempt.ts';
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

  get waiting(): number {
    return this.#waiting;
  }

  /** The lane of a note, if it is at work. */
  of(noteId: string): Lane | undefined {
    return this.#lanes.get(noteId);
  }

  /** Puts an attempt into the lane of its note. `fresh`: what is known of a note whose id was just drawn. */
  submit(attempt: Omit<Attempt, 'proved' | 'unknownUpTo'>, fresh?: NoteEntry): void {
    if (this.#waiting < this.#maxWaiting) this.#enter(attempt, fresh);
    else attempt.settle({ kind: 'overloaded' });
  }

  #enter(attempt: Omit<Attempt, 'proved' | 'unknownUpTo'>, fresh: NoteEntry | undefined): void {
    this.#waiting += 1;
    const counted: Attempt = {
      ...attempt,
      proved: false,
      unknownUpTo: -1,
      settle: (outcome) => {
        this.#waiting -= 1;
        attempt.settle(outcome);
        if (this.#waiting === 0) this.#whenIdle?.();
      },
    };
    const busy = this.#lanes.get(attempt.noteId);
    if (busy === undefined) void this.#run(counted, fresh);
    else busy.push(counted);
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
