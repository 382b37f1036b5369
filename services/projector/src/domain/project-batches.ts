import { note } from '@notes/feature-notes/domain';
import { type Head, judge, type VoidReason } from '@notes/kernel';
import type { Batch, RawRecord } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import { projectNotes, type ReadModelChanges } from './project-notes.ts';
import type { JournalEntry } from './projections/journal.ts';
import type { NoteRow } from './projections/notes.ts';

/** A note's chain as the projector knows it: its end, and who created the note. */
export type NoteChain = { readonly head: Head; readonly author: string };

/** A record that has no effect, and why. `detail` says more where a person should look. */
export type VoidRecord = {
  readonly partition: number;
  readonly offset: number;
  readonly reason: VoidReason | 'malformed';
  readonly detail: string;
  readonly raw: RawRecord;
};

/** A note that an event of an unknown type has just frozen. */
export type FrozenNote = {
  readonly noteId: string;
  readonly partition: number;
  readonly pos: number;
  readonly type: string;
};

/**
 * What the database holds of the partitions and notes that the batches speak of. Each version of the read model is folded
 * over its own rows, for one may have been built to put another right.
 */
export type Before = {
  readonly checkpoints: ReadonlyMap<number, Checkpoint>;
  readonly chains: ReadonlyMap<string, NoteChain>;
  /** The rows of the notes by id, by version of the read model. */
  readonly readModels: ReadonlyMap<number, ReadonlyMap<string, NoteRow>>;
};

/** What the batches make of it: all that is to be written, and where each partition stands then. */
export type Changes = {
  readonly journal: readonly JournalEntry[];
  readonly readModels: ReadonlyMap<number, ReadModelChanges>;
  /** Only those that have moved. */
  readonly moved: readonly Checkpoint[];
  readonly voids: readonly VoidRecord[];
  readonly frozen: readonly FrozenNote[];
  /** How many records were judged; those at or below a checkpoint are not. */
  readonly records: number;
};

/**
 * The projection: judges batches, each of another partition, by what the database holds, and folds what is accepted.
 * Records at or below the checkpoint have been applied and are passed over, so a repeated batch changes nothing. A batch
 * that begins beyond the record after the checkpoint is not applied at all, for it would leave a gap: its checkpoint stays
 * where it is.
 */
export function projectBatches(before: Before, batches: readonly Batch[]): Changes {
  const judged = { chains: new Map(before.chains), journal: [], voids: [], frozen: [], records: 0 } satisfies Judged;
  const moved: Checkpoint[] = [];
  for (const batch of batches) {
    const checkpoint = before.checkpoints.get(batch.partition);
    if (checkpoint === undefined) throw new Error(`partition ${batch.partition} has no checkpoint`);
    const { position } = checkpoint;
    if (batch.from > position + 1 || batch.next <= position + 1) continue;
    moved.push(judgeBatch(judged, checkpoint, batch));
  }
  const { journal, voids, frozen, records } = judged;
  const readModels = new Map(
    [...before.readModels].map(([version, rows]) => [version, projectNotes(rows, journal)] as const),
  );
  return { journal, readModels, moved, voids, frozen, records };
}

type Judged = {
  readonly chains: Map<string, NoteChain>;
  readonly journal: JournalEntry[];
  readonly voids: VoidRecord[];
  readonly frozen: FrozenNote[];
  records: number;
};

function judgeBatch(judged: Judged, checkpoint: Checkpoint, batch: Batch): Checkpoint {
  const { partition } = batch;
  const headOf = (subject: string) => judged.chains.get(subject)?.head;
  let prev = checkpoint.journalPos;
  for (const { offset, reading, raw } of batch.records) {
    if (offset <= checkpoint.position) continue;
    judged.records++;
    const judgement = judge(note, reading, headOf);
    if (judgement.kind === 'void') {
      const { reason, detail } = judgement;
      judged.voids.push({ partition, offset, reason, detail, raw });
    }
    if (judgement.kind !== 'accepted') continue;
    const { event, head } = judgement;
    const before = judged.chains.get(event.subject);
    const author = before?.author ?? event.actor;
    judged.chains.set(event.subject, { head, author });
    judged.journal.push({ partition, pos: offset, prev, author, event });
    if (head.frozen && before?.head.frozen !== true)
      judged.frozen.push({ noteId: event.subject, partition, pos: offset, type: event.type });
    prev = offset;
  }
  return { partition, position: batch.next - 1, recordId: batch.lastRecordId, journalPos: prev };
}
