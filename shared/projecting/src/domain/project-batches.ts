import { type Checkpoint, judge, type VoidReason } from '@notes/kernel';
import type { Batch, RawRecord } from './batch.ts';
import type { JournalEntry } from './journal.ts';
import { projectEvents, type ReadModelChanges } from './project-events.ts';
import type { ReadModel, SubjectHead, SubjectRow } from './projection.ts';

/** A record that has no effect, and why. `detail` says more where an operator is needed. */
export type VoidRecord = {
  readonly partition: number;
  readonly offset: number;
  readonly reason: VoidReason | 'malformed';
  readonly detail: string;
  readonly raw: RawRecord;
};

/** A subject that an event of an unknown type has just frozen. */
export type FrozenSubject = {
  readonly subject: string;
  readonly partition: number;
  readonly pos: number;
  readonly type: string;
};

/**
 * What the database holds of the partitions and subjects in the batches. Each version of the read model is folded
 * over its own rows, for one may have been built to correct another.
 */
export type Before = {
  readonly checkpoints: ReadonlyMap<number, Checkpoint>;
  readonly heads: ReadonlyMap<string, SubjectHead>;
  /** The rows of the subjects by id, by version of the read model. */
  readonly readModels: ReadonlyMap<number, ReadonlyMap<string, SubjectRow>>;
};

/** What the batches make of it: all that is to be written, and the checkpoints after it. */
export type Changes = {
  readonly journal: readonly JournalEntry[];
  readonly readModels: ReadonlyMap<number, ReadModelChanges>;
  /** Only those that have moved. */
  readonly moved: readonly Checkpoint[];
  readonly voids: readonly VoidRecord[];
  readonly frozen: readonly FrozenSubject[];
  /** How many records were judged; those below a checkpoint are not. */
  readonly records: number;
};

/**
 * The projection: judges batches, each of another partition, by what the database holds, and folds what is accepted.
 * Records below the checkpoint have been applied and are skipped, so a repeated batch changes nothing. A batch
 * that begins beyond the checkpoint is not applied at all, for it would leave a gap: its checkpoint stays
 * where it is.
 */
export function projectBatches(readModel: ReadModel, before: Before, batches: readonly Batch[]): Changes {
  const judged = { heads: new Map(before.heads), journal: [], voids: [], frozen: [], records: 0 } satisfies Judged;
  const moved: Checkpoint[] = [];
  for (const batch of batches) {
    const checkpoint = before.checkpoints.get(batch.partition);
    if (checkpoint === undefined) throw new Error(`partition ${batch.partition} has no checkpoint`);
    if (batch.from > checkpoint.next || batch.next <= checkpoint.next) continue;
    moved.push(judgeBatch(readModel, judged, checkpoint, batch));
  }
  const { journal, voids, frozen, records } = judged;
  const readModels = new Map(
    [...before.readModels].map(([version, rows]) => [version, projectEvents(readModel, rows, journal)] as const),
  );
  const [live] = readModels.values();
  return { journal: withAudiences(journal, live), readModels, moved, voids, frozen, records };
}

/** An audience goes by the states of the live read model, and is kept with the event: later versions may have other states. */
function withAudiences(journal: readonly JournalEntry[], live: ReadModelChanges | undefined): readonly JournalEntry[] {
  if (live === undefined || live.audiences.size === 0) return journal;
  return journal.map((entry) => ({ ...entry, audience: live.audiences.get(entry) }));
}

type Judged = {
  readonly heads: Map<string, SubjectHead>;
  readonly journal: JournalEntry[];
  readonly voids: VoidRecord[];
  readonly frozen: FrozenSubject[];
  records: number;
};

function judgeBatch(
  { records: { events } }: ReadModel,
  judged: Judged,
  checkpoint: Checkpoint,
  batch: Batch,
): Checkpoint {
  const { partition } = batch;
  const headOf = (subject: string) => judged.heads.get(subject)?.head;
  let prev = checkpoint.journalPos;
  for (const { offset, reading, raw } of batch.records) {
    if (offset < checkpoint.next) continue;
    judged.records++;
    const judgement = judge(events, reading, headOf);
    if (judgement.kind === 'void') {
      const { reason, detail } = judgement;
      judged.voids.push({ partition, offset, reason, detail, raw });
    }
    if (judgement.kind !== 'accepted') continue;
    const { event, head } = judgement;
    const before = judged.heads.get(event.subject);
    const author = before === undefined || before.head.absent ? event.actor : before.author;
    judged.heads.set(event.subject, { head, author });
    judged.journal.push({ partition, pos: offset, prev, author, event });
    if (head.frozen && before?.head.frozen !== true)
      judged.frozen.push({ subject: event.subject, partition, pos: offset, type: event.type });
    prev = offset;
  }
  return { partition, next: batch.next, recordId: batch.lastRecordId, journalPos: prev };
}
