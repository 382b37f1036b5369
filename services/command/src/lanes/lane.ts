import type { KnownNoteEvent } from '@notes/feature-notes/domain';
import type { Verdict } from '@notes/kernel';
import type { Appender } from '@notes/log';
import type { Logger } from '@notes/service';
import type { EndBarrier } from '../state/end-barrier.ts';
import type { NoteEntry } from '../state/note-entry.ts';
import type { LookUp, NoteStates } from '../state/note-states.ts';
import { AppendAndReadBack, type RoundTally } from './append-and-read-back.ts';
import type { Attempt } from './attempt.ts';
import { type Planned, planRound, replay, type World } from './plan-round.ts';

export type LaneParts = {
  readonly states: NoteStates;
  readonly appender: Appender;
  readonly barrier: EndBarrier;
  readonly logger: Pick<Logger, 'error'>;
  readonly tally: RoundTally;
  readonly world: World;
};

/**
 * The commands of one note, one after the other, on this instance. It lives as long as commands wait, and pins the note in
 * memory meanwhile.
 *
 *   loading    the note is cold: row of the read model + retained window      → planning, or all refused: read-model-behind
 *   planning   decide what waits, in order (see planRound)                    → appending | proving | looking up | done
 *   appending  a chain of events is on its way to the log and back            → planning, void ones first in the queue again
 *   proving    wait until the tail has all that was in the log when asked     → planning, all that waited then are proved
 *   looking up ask the journal whether a keyed command did something before   → planning
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #noteId: string;
  readonly #queue: Attempt[] = [];
  #entry: NoteEntry | undefined;
  #appending: AppendAndReadBack | undefined;

  readonly #onRest: (entry: NoteEntry | undefined) => void;

  /** `onRest` is called in the same tick in which nothing waits any more, with the note if it was loaded. */
  constructor(
    parts: LaneParts,
    noteId: string,
    entry: NoteEntry | undefined,
    onRest: (entry: NoteEntry | undefined) => void,
  ) {
    this.#parts = parts;
    this.#noteId = noteId;
    this.#entry = entry;
    this.#onRest = onRest;
  }

  get entry(): NoteEntry | undefined {
    return this.#entry;
  }

  push(attempt: Attempt): void {
    this.#queue.push(attempt);
  }

  /** One of our own events, if this is the record of the next that is to come back. */
  sentAs(value: Buffer): KnownNoteEvent | undefined {
    return this.#appending?.sentAs(value);
  }

  /** The tail has applied an event of this note. */
  readBack(eventId: string, verdict: Verdict, offset: number): void {
    this.#appending?.readBack(eventId, verdict, offset);
  }

  /** Works until no attempt waits. A defect of ours ends all that wait; it is thrown on to be logged. */
  async run(): Promise<void> {
    try {
      const entry = this.#entry ?? (await this.#load());
      if (entry !== undefined) while (await this.#round(entry));
    } catch (error) {
      for (const attempt of this.#queue.splice(0)) attempt.settle({ kind: 'failed' });
      throw error;
    } finally {
      this.#onRest(this.#entry);
    }
  }

  /** One turn of planning and what follows from it; false when nothing waits any more. */
  #round(entry: NoteEntry): Promise<boolean> | false {
    const round = planRound(this.#queue, entry, this.#parts.world);
    switch (round.step) {
      case 'rest':
        return false;
      case 'prove':
        return this.#prove(entry);
      case 'look-up':
        return this.#lookUp(entry);
      case 'append':
        return this.#append(entry, round.planned);
    }
  }

  async #append(entry: NoteEntry, planned: readonly Planned[]): Promise<boolean> {
    const { appender, tally } = this.#parts;
    this.#appending = new AppendAndReadBack(appender, entry.partition, planned, tally);
    const again = await this.#appending.run();
    this.#appending = undefined;
    this.#queue.unshift(...again.map(({ attempt }) => attempt));
    return true;
  }

  async #load(): Promise<NoteEntry | undefined> {
    try {
      await this.#parts.states.load(this.#noteId, (entry) => {
        this.#entry = entry;
      });
      return this.#entry;
    } catch {
      for (const attempt of this.#queue.splice(0)) attempt.settle({ kind: 'read-model-behind' });
      return undefined;
    }
  }

  async #prove(entry: NoteEntry): Promise<boolean> {
    const waiting = [...this.#queue];
    const deadline = waiting[0]?.deadline ?? 0;
    if (await settlesBy(this.#parts.barrier.pass(entry.partition), deadline)) {
      for (const attempt of waiting) attempt.proved = true;
    } else this.#queue.shift()?.settle({ kind: 'log-away' });
    return true;
  }

  async #lookUp(entry: NoteEntry): Promise<boolean> {
    const waiting = this.#queue.filter((attempt) => attempt.keyed && attempt.unknownUpTo + 1 < entry.recentFrom);
    const found = await Promise.all(waiting.map((attempt) => this.#firstResult(entry, attempt)));
    for (const [i, attempt] of waiting.entries()) {
      const result = found[i];
      if (result?.found === false) attempt.unknownUpTo = result.upTo;
      else {
        this.#queue.splice(this.#queue.indexOf(attempt), 1);
        attempt.settle(result === undefined ? { kind: 'read-model-behind' } : replay(attempt, result.first));
      }
    }
    return true;
  }

  /** Undefined: the journal cannot tell. */
  async #firstResult(entry: NoteEntry, attempt: Attempt): Promise<LookUp | undefined> {
    try {
      return await this.#parts.states.firstResult(entry, this.#noteId, attempt.commandId);
    } catch {
      return undefined;
    }
  }
}

/** Whether a promise resolves before the deadline; a rejection counts as no. */
function settlesBy(promise: Promise<void>, deadline: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), Math.max(0, deadline - performance.now()));
    promise
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });
}
