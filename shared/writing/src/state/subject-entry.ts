import {
  type AnyEvent,
  type Chain,
  type Folding,
  follow,
  fromBeginning,
  type Next,
  nextOf,
  type SubjectState,
  type Verdict,
} from '@notes/kernel';

/**
 * What an accepted command did: asked for what, and the subject right after it. The state is undefined if it cannot be told: newer
 * software decided the command behind an event of a type that is unknown here.
 */
export type FirstResult = {
  readonly fingerprint: string;
  readonly state: SubjectState | undefined;
  readonly offset: number;
};

/** How many commands of one subject are kept for replays; older ones are looked up in the journal. */
const maxRecent = 1_000;

/**
 * A subject in memory: its chain as of what is below `next`, and the first results of the keyed commands on it since `recentFrom`.
 * Every event of the subject at or after that offset has gone through `apply`.
 */
export class SubjectEntry {
  readonly partition: number;
  chain: Chain | undefined;
  next: Next;
  /** Offset from which `recent` lacks nothing; 0: it holds the whole life of the subject. */
  recentFrom: Next;
  readonly recent = new Map<string, FirstResult>();

  readonly #aggregate: Folding<SubjectState>;

  private constructor(aggregate: Folding<SubjectState>, partition: number, chain: Chain | undefined, next: Next) {
    this.#aggregate = aggregate;
    this.partition = partition;
    this.chain = chain;
    this.next = next;
    this.recentFrom = chain === undefined ? fromBeginning : next;
  }

  /** A subject whose id was drawn at random just now: nothing can be known of it, so nothing need be looked up. */
  static fresh(aggregate: Folding<SubjectState>, partition: number): SubjectEntry {
    return new SubjectEntry(aggregate, partition, undefined, fromBeginning);
  }

  /** A subject as a snapshot has it, which covers all records below `next`. */
  static loaded(
    aggregate: Folding<SubjectState>,
    partition: number,
    chain: Chain | undefined,
    next: Next,
  ): SubjectEntry {
    return new SubjectEntry(aggregate, partition, chain, next);
  }

  /** Folds an event of this subject; returns the verdict, or undefined if the entry covers that offset already. */
  apply(event: AnyEvent, offset: number): Verdict | undefined {
    if (offset < this.next) return undefined;
    this.next = nextOf(offset);
    const { verdict, chain } = follow(this.#aggregate, this.chain, event);
    this.chain = chain;
    if (verdict.accepted && isDerived(event.commandId)) {
      const state = verdict.head.frozen ? undefined : chain?.state;
      this.#remember(event.commandId, { fingerprint: event.fingerprint, state, offset });
    }
    return verdict;
  }

  #remember(commandId: string, result: FirstResult): void {
    this.recent.set(commandId, result);
    if (this.recent.size <= maxRecent) return;
    for (const [oldest, { offset }] of this.recent) {
      this.recent.delete(oldest);
      this.recentFrom = nextOf(offset);
      return;
    }
  }
}

/** Only ids derived from an Idempotency-Key (UUID version 5) can ever come again. */
const isDerived = (commandId: string): boolean => commandId[14] === '5';
