import type { Next } from '@notes/kernel';
import { type ClaimMetrics, uniqueDoors } from '../claims/unique-doors.ts';
import { type Claimed, claimUnique, writeUnique } from '../claims/write-unique.ts';
import { SubjectEntry } from '../state/subject-entry.ts';
import type { TailProgress } from '../state/tail-progress.ts';
import type { Outcome, TurnOutcome, WriteRequest } from './attempt.ts';
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
  /** Whether every projector reads the events of this aggregate, and those that its writes need. */
  readonly isRead: () => boolean;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly metrics: ClaimMetrics;
  /** Called with how every request ended. */
  readonly onOutcome: (outcome: Outcome) => void;
};

/** How long an attempt may take from its arrival. */
const deadlineMs = 10_000;

export function createWriter(parts: Parts): Writer<unknown, unknown, string> {
  const { progress, log, partitionOf, isRead, onOutcome } = parts;
  const run = runnerOf(parts);
  const claim = claimerOf(parts);
  const away = (): Outcome | undefined => {
    if (log() === undefined) return { kind: 'log-away' };
    return isRead() ? undefined : { kind: 'read-model-behind' };
  };
  const written = (outcome: Outcome, partition: number): Written<unknown, string> => {
    onOutcome(outcome);
    return { outcome, end: { epoch: log()?.epoch ?? '', partition, next: progress.next(partition) } };
  };
  return {
    async write(request) {
      const partition = partitionOf(request.subject);
      return written(away() ?? (await run(request, partition)), partition);
    },
    async claim(request) {
      const ended = away() ?? (await claim(request));
      return ended.kind === 'claimed' ? undefined : written(ended, partitionOf(request.subject));
    },
  };
}

function claimerOf({
  side,
  claims,
  partitionOf,
  now,
  metrics,
}: Parts): (request: WriteRequest) => Promise<Outcome | Claimed> {
  const { name, unique } = side.aggregate;
  if (unique === undefined || claims === undefined) return async () => ({ kind: 'claimed' });
  const field = { aggregate: name, field: unique };
  const parts = { own: side, claims, field, partitionOf, now, metrics };
  return (request) => claimUnique(field, uniqueDoors(parts, request, performance.now() + deadlineMs));
}

/** Runs a request until it has an outcome: in one turn of its lane, or in those that a unique value takes. */
function runnerOf({
  side,
  claims,
  partitionOf,
  now,
  metrics,
}: Parts): (request: WriteRequest, partition: number) => Promise<Outcome> {
  const { aggregate, lanes } = side;
  if (aggregate.unique !== undefined && claims !== undefined) {
    const field = { aggregate: aggregate.name, field: aggregate.unique };
    const parts = { own: side, claims, field, partitionOf, now, metrics };
    return (request) => writeUnique(field, uniqueDoors(parts, request, performance.now() + deadlineMs));
  }
  return (request, partition) =>
    new Promise((settle) => {
      const fresh = request.isNew === true ? SubjectEntry.fresh(aggregate, partition) : undefined;
      // Without a unique field, and asked for nothing but its command, an attempt ends with an outcome.
      lanes.submit(request, performance.now() + deadlineMs, settle as (outcome: Outcome | TurnOutcome) => void, {
        fresh,
      });
    });
}
