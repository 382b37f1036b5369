import type { Aggregate, Next } from '@notes/kernel';
import { SubjectEntry } from '../state/subject-entry.ts';
import type { TailProgress } from '../state/tail-progress.ts';
import type { Outcome, WriteRequest } from './attempt.ts';
import type { Lanes } from './lanes.ts';

/** How far a subject's partition has been read. */
export type PartitionEnd = { readonly epoch: string; readonly partition: number; readonly next: Next };

export type Written<State, Refusal> = { readonly outcome: Outcome<State, Refusal>; readonly end: PartitionEnd };

/** The write side without HTTP. */
export type Writer<State, Command, Refusal> = {
  /** Runs one command to its end. Never rejects. */
  write(request: WriteRequest<Command>): Promise<Written<State, Refusal>>;
};

type Parts = {
  readonly aggregate: Aggregate;
  readonly lanes: Lanes;
  readonly progress: TailProgress;
  /** The log that is followed; undefined while there is none. */
  readonly log: () => { readonly epoch: string } | undefined;
  readonly partitionOf: (subject: string) => number;
  /** Called with how every request ended. */
  readonly onOutcome: (outcome: Outcome) => void;
};

/** How long an attempt may take from its arrival. */
const deadlineMs = 10_000;

export function createWriter({
  aggregate,
  lanes,
  progress,
  log,
  partitionOf,
  onOutcome,
}: Parts): Writer<unknown, unknown, string> {
  const run = (request: WriteRequest, partition: number): Promise<Outcome> =>
    new Promise((settle) => {
      const fresh = request.isNew === true ? SubjectEntry.fresh(aggregate, partition) : undefined;
      lanes.submit(request, performance.now() + deadlineMs, settle, fresh);
    });
  return {
    async write(request) {
      const followed = log();
      const partition = partitionOf(request.subject);
      const outcome: Outcome = followed === undefined ? { kind: 'log-away' } : await run(request, partition);
      onOutcome(outcome);
      return { outcome, end: { epoch: followed?.epoch ?? '', partition, next: progress.next(partition) } };
    },
  };
}
