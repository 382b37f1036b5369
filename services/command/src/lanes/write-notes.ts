import { NoteEntry } from '../state/note-entry.ts';
import type { Reached } from '../state/reached.ts';
import type { Order, Outcome } from './attempt.ts';
import type { Lanes } from './lanes.ts';

/** Where a note's partition stands. */
export type Standing = { readonly epoch: string; readonly partition: number; readonly reached: number };

export type Written = { readonly outcome: Outcome; readonly standing: Standing };

/** The write side without HTTP. */
export type WriteNotes = {
  /** Runs one command to its end. Never rejects. */
  write(order: Order): Promise<Written>;
};

type Parts = {
  readonly lanes: Lanes;
  readonly reached: Reached;
  /** The log that is followed; undefined while there is none. */
  readonly log: () => { readonly epoch: string } | undefined;
  readonly partitionOf: (noteId: string) => number;
  /** Told how every order ended. */
  readonly onOutcome: (outcome: Outcome) => void;
};

/** How long an attempt may take from its arrival. */
const deadlineMs = 10_000;

export function createWriteNotes({ lanes, reached, log, partitionOf, onOutcome }: Parts): WriteNotes {
  const run = (order: Order, partition: number): Promise<Outcome> =>
    new Promise((settle) => {
      const fresh = order.command.kind === 'create' && !order.keyed ? NoteEntry.fresh(partition) : undefined;
      lanes.submit(order, performance.now() + deadlineMs, settle, fresh);
    });
  return {
    async write(order) {
      const followed = log();
      const partition = partitionOf(order.noteId);
      const outcome: Outcome = followed === undefined ? { kind: 'log-away' } : await run(order, partition);
      onOutcome(outcome);
      return { outcome, standing: { epoch: followed?.epoch ?? '', partition, reached: reached.next(partition) } };
    },
  };
}
