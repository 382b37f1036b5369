import { type Appender, type Outage, within } from '@notes/log';
import { describeError, type Logger } from '@notes/service';
import type { SubjectEntry } from '../state/subject-entry.ts';
import type { LookUp, SubjectStates } from '../state/subject-states.ts';
import type { EndBarrier } from '../state/tail-progress.ts';
import { type Attempt, attemptMs, type Outcome } from './attempt.ts';
import { type AppendMetrics, InFlightAppend } from './in-flight-append.ts';
import { type Planned, planRound, replay, type World } from './plan-round.ts';

export type LaneParts = {
  readonly states: SubjectStates;
  readonly appender: Appender;
  readonly barrier: EndBarrier;
  readonly logger: Pick<Logger, 'error'>;
  /** Is told how it went whenever the read model was asked for a subject. */
  readonly loads: Pick<Outage, 'failed' | 'worked'>;
  readonly metrics: AppendMetrics;
  readonly world: World;
};

/**
 * The commands of one subject, one after the other, on this instance. It lives as long as commands wait, and pins it in
 * memory meanwhile.
 *
 *   loading    the subject is cold: row of the read model + retained window      → planning, or all refused: read-model-behind
 *   planning   decide what waits, in order (see planRound)                    → appending | proving | looking up | done
 *   appending  a chain of events is on its way to the log and back            → planning, void ones first in the queue again
 *   proving    wait until the tail has all that was in the log when asked     → planning, all that waited then are proved
 *   looking up ask the journal whether a keyed command did something before   → planning
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #subject: string;
  readonly #queue: Attempt[] = [];
  #entry: SubjectEntry | undefined;
  #inFlight: InFlightAppend | undefined;

  readonly #onRest: (entry: SubjectEntry | undefined) => void;

  /** `onRest` is called in the same tick in which nothing waits any more, with the subject if it was loaded. */
  constructor(
    parts: LaneParts,
    subject: string,
    entry: SubjectEntry | undefined,
    onRest: (entry: SubjectEntry | undefined) => void,
  ) {
    this.#parts = parts;
    this.#subject = subject;
    this.#entry = entry;
    this.#onRest = onRest;
  }

  get entry(): SubjectEntry | undefined {
    return this.#entry;
  }

  /** An attempt with a ticket has had its turn, and goes on where it was: in front. */
  push(attempt: Attempt): void {
    if (attempt.turn.ticket === undefined) this.#queue.push(attempt);
    else this.#queue.unshift(attempt);
  }

  /** The append that is under way, if one is. */
  get inFlight(): InFlightAppend | undefined {
    return this.#inFlight;
  }

  /**
   * Works until no attempt waits. A defect of ours ends all that wait; it is thrown on to be logged. Between the last look at the
   * queue and `onRest` nothing is awaited, not even for a microtask: who is answered may ask again at once, and must not meet a lane
   * that has looked for the last time.
   */
  async run(): Promise<void> {
    try {
      const entry = this.#entry ?? (await this.#load());
      if (entry === undefined) this.#endAll({ kind: 'read-model-behind' });
      else for (let round = this.#round(entry); round !== false; round = this.#round(entry)) await round;
    } catch (error) {
      this.#endAll({ kind: 'failed' });
      throw error;
    } finally {
      this.#onRest(this.#entry);
    }
  }

  /** One turn of planning and what follows from it; false when nothing waits any more. */
  #round(entry: SubjectEntry): Promise<void> | false {
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

  async #append(entry: SubjectEntry, planned: readonly Planned[]): Promise<void> {
    const { appender, metrics } = this.#parts;
    const arrivedNow = performance.now() + attemptMs;
    for (const { attempt } of planned) metrics.passed('wait', (arrivedNow - attempt.deadline) / 1000);
    noteStage(planned, 'append');
    this.#inFlight = new InFlightAppend(appender, entry.partition, planned, metrics);
    const again = await this.#inFlight.run();
    this.#inFlight = undefined;
    noteStage(again, 'wait');
    this.#queue.unshift(...again.map(({ attempt }) => attempt));
  }

  async #load(): Promise<SubjectEntry | undefined> {
    const began = performance.now();
    for (const { request } of this.#queue) request.stages?.enter('load');
    const { states } = this.#parts;
    const loaded = states.load(this.#subject, (entry) => {
      this.#entry = entry;
    });
    try {
      await this.#told(loaded);
      return this.#entry;
    } finally {
      this.#passed('load', began);
    }
  }

  #passed(stage: 'load' | 'prove' | 'look-up', began: number): void {
    this.#parts.metrics.passed(stage, (performance.now() - began) / 1000);
  }

  #endAll(outcome: Outcome): void {
    for (const attempt of this.#queue.splice(0)) attempt.settle(outcome);
  }

  async #prove(entry: SubjectEntry): Promise<void> {
    const waiting = [...this.#queue];
    const began = performance.now();
    for (const { request } of waiting) request.stages?.enter('prove');
    const proved = await settlesBy(this.#parts.barrier.pass(entry.partition), waiting[0]?.deadline ?? 0);
    this.#passed('prove', began);
    if (proved) {
      for (const attempt of waiting) attempt.provedFresh = true;
    } else this.#queue.shift()?.settle({ kind: 'log-away' });
  }

  async #lookUp(entry: SubjectEntry): Promise<void> {
    const waiting = this.#queue.filter(
      (attempt) => attempt.request.keyed && attempt.notInJournalBelow < entry.recentFrom,
    );
    const began = performance.now();
    for (const { request } of waiting) request.stages?.enter('look-up');
    const found = await Promise.all(waiting.map((attempt) => this.#firstResult(entry, attempt)));
    this.#passed('look-up', began);
    for (const [i, attempt] of waiting.entries()) {
      const result = found[i];
      if (result?.found === false) attempt.notInJournalBelow = result.next;
      else {
        this.#queue.splice(this.#queue.indexOf(attempt), 1);
        attempt.settle(result === undefined ? { kind: 'read-model-behind' } : replay(attempt, result.first));
      }
    }
  }

  /** Undefined: the journal cannot tell. */
  #firstResult(entry: SubjectEntry, attempt: Attempt): Promise<LookUp | undefined> {
    return this.#told(this.#parts.states.firstResult(entry, this.#subject, attempt.request.commandId));
  }

  /** What the read model tells; undefined if it cannot. */
  async #told<T>(answer: Promise<T>): Promise<T | undefined> {
    const { loads } = this.#parts;
    try {
      const told = await answer;
      loads.worked();
      return told;
    } catch (error) {
      loads.failed(describeError(error));
      return undefined;
    }
  }
}

function noteStage(planned: readonly Planned[], stage: string): void {
  for (const { attempt } of planned) attempt.request.stages?.enter(stage);
}

/** Whether a promise resolves before the deadline; a rejection counts as no. */
function settlesBy(promise: Promise<void>, deadline: number): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => false,
  );
  return within(Math.max(0, deadline - performance.now()), settled, () => false);
}
