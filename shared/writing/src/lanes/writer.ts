import type { Next } from '@notes/kernel';
import type { Decided, UniqueField } from '@notes/kernel/claims';
import { type ClaimMetrics, outcomeOf, uniqueDoors } from '../claims/unique-doors.ts';
import { claimUnique, type UniqueDoors, writeUnique } from '../claims/write-unique.ts';
import type { KnownFamilies } from '../state/known-families.ts';
import { SubjectEntry } from '../state/subject-entry.ts';
import type { TailProgress } from '../state/tail-progress.ts';
import { attemptMs, type Outcome, type TurnOutcome, type WriteRequest } from './attempt.ts';
import type { Side } from './read-back.ts';

/** How far a subject's partition has been read. */
export type PartitionEnd = { readonly epoch: string; readonly partition: number; readonly next: Next };

export type Written<State, Refusal> = { readonly outcome: Outcome<State, Refusal>; readonly end: PartitionEnd };

/** The write side without HTTP. */
export type Writer<State, Command, Refusal> = {
  /** Runs one command to its end. Never rejects. */
  write(request: WriteRequest<Command>): Promise<Written<State, Refusal>>;
  /**
   * Claims the unique value that a command takes (only for one that takes some), and does nothing else; for who wants to know that
   * each of several commands may have its value before the first is written. Undefined: it is claimed. Else how the command ends.
   * Never rejects. What is new to `claim` is not new to `write` any more.
   */
  claim(request: WriteRequest<Command>): Promise<Written<State, Refusal> | undefined>;
};

type Parts = {
  readonly side: Side;
  /** The claims of the values of its unique field, if it has one. */
  readonly claims: Side | undefined;
  readonly progress: TailProgress;
  /** The log that is followed; undefined while there is none. */
  readonly log: () => { readonly epoch: string } | undefined;
  readonly partitionOf: (subject: string) => number;
  /** Those of the events of this aggregate, and of what its writes need beside. */
  readonly families: readonly string[];
  readonly known: Pick<KnownFamilies, 'includes' | 'nowIncludes'>;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly metrics: ClaimMetrics;
  /** Called with how every request ended. */
  readonly onOutcome: (outcome: Outcome) => void;
};

export function createWriter(parts: Parts): Writer<unknown, unknown, string> {
  const { progress, log, partitionOf, families, known, onOutcome } = parts;
  const run = goOn(parts, writeUnique);
  const claim = goOn(parts, claimUnique);
  const isAtHand = (): boolean => log() !== undefined && known.includes(families);
  const away = async (): Promise<Outcome | undefined> => {
    if (log() === undefined) return { kind: 'log-away' };
    return (await known.nowIncludes(families)) ? undefined : { kind: 'read-model-behind' };
  };
  const written = (outcome: Outcome, partition: number): Written<unknown, string> => {
    onOutcome(outcome);
    return { outcome, end: { epoch: log()?.epoch ?? '', partition, next: progress.next(partition) } };
  };
  return {
    async write(request) {
      const partition = partitionOf(request.subject);
      const ended = isAtHand() ? undefined : await away();
      return written(ended ?? (await run(request)), partition);
    },
    async claim(request) {
      const ended = (isAtHand() ? undefined : await away()) ?? (await claim(request));
      return ended.kind === 'claimed' ? undefined : written(ended, partitionOf(request.subject));
    },
  };
}

/**
 * A command's first turn in the lane of its subject, which is all that it needs unless its event moves a unique value. A subject is new
 * for this turn only: once its claim is in the log, others know its id, and may fence it.
 */
const firstTurn = (
  { side: { aggregate, lanes }, partitionOf }: Parts,
  request: WriteRequest,
  deadline: number,
): Promise<Outcome | TurnOutcome> =>
  new Promise((settle) => {
    const fresh = request.isNew === true ? SubjectEntry.fresh(aggregate, partitionOf(request.subject)) : undefined;
    lanes.submit(request, deadline, settle, { fresh });
  });

type Unclaimed = Extract<TurnOutcome, { readonly kind: 'unclaimed' }>;

/** What goes on after a command's first turn, until it has an outcome, or as far as its claim. */
function goOn<End>(
  parts: Parts,
  advance: (field: UniqueField, doors: UniqueDoors, decided: Decided) => Promise<End>,
): (request: WriteRequest) => Promise<Outcome | End> {
  const { side, claims, now, metrics } = parts;
  const field = { aggregate: side.aggregate.name, field: side.aggregate.unique ?? '' };
  const go = (request: WriteRequest, deadline: number, { decided, planned }: Unclaimed): Promise<End> => {
    if (claims === undefined) throw new Error(`${field.aggregate} has no claims`);
    const unique = { own: side, claims, field, now, metrics };
    return advance(field, uniqueDoors(unique, request, deadline, planned), decided);
  };
  return async (request) => {
    const deadline = performance.now() + attemptMs;
    const outcome = await firstTurn(parts, request, deadline);
    return outcome.kind === 'unclaimed' ? go(request, deadline, outcome) : outcomeOf(outcome);
  };
}
