import type { Next } from '@notes/kernel';
import { uniqueDoors } from '../claims/unique-doors.ts';
import { writeUnique } from '../claims/write-unique.ts';
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
  /** Called with how every request ended. */
  readonly onOutcome: (outcome: Outcome) => void;
};

/** How long an attempt may take from its arrival. */
const deadlineMs = 10_000;

export function createWriter(parts: Parts): Writer<unknown, unknown, string> {
  const { progress, log, partitionOf, isRead, onOutcome } = parts;
  const run = runnerOf(parts);
  return {
    async write(request) {
      const followed = log();
      const partition = partitionOf(request.subject);
      const away: Outcome | undefined =
        followed === undefined ? { kind: 'log-away' } : isRead() ? undefined : { kind: 'read-model-behind' };
      const outcome = away ?? (await run(request, partition));
      onOutcome(outcome);
      return { outcome, end: { epoch: followed?.epoch ?? '', partition, next: progress.next(partition) } };
    },
  };
}

/** Runs a request until it has an outcome: in one turn of its lane, or in those that a unique value takes. */
function runnerOf({
  side,
  claims,
  partitionOf,
  now,
}: Parts): (request: WriteRequest, partition: number) => Promise<Outcome> {
  const { aggregate, lanes } = side;
  if (aggregate.unique !== undefined && claims !== undefined) {
    const field = { aggregate: aggregate.name, field: aggregate.unique };
    const parts = { own: side, claims, field, partitionOf, now };
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
