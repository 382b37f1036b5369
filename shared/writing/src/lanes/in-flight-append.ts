import { type KnownEvent, type SubjectState, type Verdict, writeEvent } from '@notes/kernel';
import { type Appender, LogError, type Refusal } from '@notes/log';
import type { Outcome } from './attempt.ts';
import type { Planned } from './plan-round.ts';

/** What is measured of the way to an append, and of appends. */
export type AppendMetrics = {
  /** Something on the way to an append took so long; `wait`: all of it, from the arrival of the command. */
  passed(stage: 'wait' | 'load' | 'prove' | 'look-up', seconds: number): void;
  /** All events of a round are decided, so long after they were handed over. */
  settled(seconds: number): void;
  /** An event of ours has turned out void: somebody was first. */
  superseded(): void;
};

type Sent = Planned & { readonly value: Buffer };

/** How long an append that certainly did nothing is tried again, while the log is away, before the client gets an answer. */
const logAwayMs = 2_000;
const retryMs = 50;

/**
 * One round of a lane on its way: appends a chain of events and waits until each has come back from the log. The broker's
 * acknowledgement decides nothing: only the tail's verdict does.
 *
 * An append that fails, or whose answer is lost, is sent again as it is until the deadline: a second copy is void, since
 * the first has taken its place. At the deadline, what has not come back is `unknown` if any copy may be on its way.
 */
export class InFlightAppend {
  readonly #appender: Appender;
  readonly #metrics: AppendMetrics;
  readonly #partition: number;
  readonly #undecided = new Map<string, Sent>();
  readonly #void: Planned[] = [];
  readonly #began = performance.now();
  /** Some copy may be in the log, or on its way there. */
  #maybeAppended = false;
  /** Why the brokers have refused the last try, if they could be reached. */
  #refusal: Refusal | undefined;
  #timer: NodeJS.Timeout | undefined;
  #finish: (again: readonly Planned[]) => void = () => {};

  constructor(appender: Appender, partition: number, planned: readonly Planned[], metrics: AppendMetrics) {
    this.#appender = appender;
    this.#metrics = metrics;
    this.#partition = partition;
    for (const { attempt, event, state } of planned) {
      this.#undecided.set(event.id, { attempt, event, state, value: Buffer.from(writeEvent(event)) });
    }
  }

  /** Settles what is accepted or unknown; resolves with what turned out void, in order, to be decided again. */
  run(): Promise<readonly Planned[]> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#watchDeadline();
      void this.#append();
    });
  }

  /**
   * The event whose record this is, if it is the next of ours that is to come back: byte for byte as it was sent, so there is
   * no need to parse it.
   */
  ownEvent(value: Buffer): KnownEvent | undefined {
    const [next] = this.#undecided.values();
    return next?.value.equals(value) ? next.event : undefined;
  }

  /** The tail has read an event of this subject: if it is one of ours, this is its verdict. */
  onVerdict(eventId: string, verdict: Verdict, offset: number): void {
    const planned = this.#undecided.get(eventId);
    if (planned === undefined) return;
    this.#undecided.delete(eventId);
    // Only a fence can leave no state, and nobody looks at that of a fence.
    const state = planned.state as SubjectState;
    if (verdict.accepted) planned.attempt.settle({ kind: 'done', state, offset, replayed: false });
    else {
      this.#void.push(planned);
      this.#metrics.superseded();
    }
    this.#finishIfDecided();
  }

  async #append(): Promise<void> {
    while (this.#undecided.size > 0) {
      const records = [...this.#undecided.values()].map(({ event, value }) => ({ key: event.subject, value }));
      const before = this.#maybeAppended;
      this.#maybeAppended = true;
      try {
        await this.#appender.append(this.#partition, records);
        for (const { attempt } of this.#undecided.values()) attempt.request.stages?.enter('read-back');
        return;
      } catch (error) {
        if (!(error instanceof LogError)) throw error;
        if (error.kind !== 'unknown') this.#maybeAppended = before;
        this.#refusal = error.refusal;
        if (!this.#maybeAppended && performance.now() - this.#began > logAwayMs) return this.#giveUp();
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  #giveUp(): void {
    for (const { attempt } of this.#undecided.values()) attempt.settle(this.#away());
    this.#undecided.clear();
    this.#finishIfDecided();
  }

  #away(): Outcome {
    return { kind: 'log-away', ...(this.#refusal === undefined ? {} : { why: this.#refusal }) };
  }

  #watchDeadline(): void {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { attempt } of this.#undecided.values()) earliest = Math.min(earliest, attempt.deadline);
    this.#timer = setTimeout(() => this.#expire(), Math.max(0, earliest - performance.now()));
  }

  #expire(): void {
    const now = performance.now();
    for (const [id, { attempt }] of this.#undecided) {
      if (attempt.deadline > now) continue;
      this.#undecided.delete(id);
      attempt.settle(this.#maybeAppended ? { kind: 'unknown' } : this.#away());
    }
    if (this.#undecided.size > 0) this.#watchDeadline();
    else this.#finishIfDecided();
  }

  #finishIfDecided(): void {
    if (this.#undecided.size > 0) return;
    clearTimeout(this.#timer);
    this.#metrics.settled((performance.now() - this.#began) / 1_000);
    this.#finish(this.#void);
  }
}
