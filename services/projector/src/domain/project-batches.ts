import { accept, type Head, isKnown, type NoteEvent, type VoidReason } from '@notes/kernel';
import type { Batch } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type NoteRow, notesProjection } from './projections/notes.ts';

/** A note as the projector knows it: the end of its chain, its row if it has one, and who created it. */
export type ProjectedNote = { readonly head: Head; readonly row: NoteRow | undefined; readonly author: string };

/** An accepted event at its place in the log. `prev` is the position of the partition's journalled event before it. */
export type JournalEntry = {
  readonly partition: number;
  readonly pos: number;
  readonly prev: number | null;
  readonly author: string;
  readonly event: NoteEvent;
};

/** A record that has no effect, and why. `detail` says more where a person should look. */
export type VoidRecord = {
  readonly partition: number;
  readonly offset: number;
  readonly reason: VoidReason | 'malformed';
  readonly detail: string;
};

/** What the database holds of the partitions and notes that the batches speak of. */
export type Before = {
  readonly checkpoints: ReadonlyMap<number, Checkpoint>;
  readonly notes: ReadonlyMap<string, ProjectedNote>;
};

/** What the batches make of it: all that is to be written, and where each partition stands then. */
export type Changes = {
  readonly journal: readonly JournalEntry[];
  /** Rows new or changed, by note id. */
  readonly rows: ReadonlyMap<string, NoteRow>;
  /** Only those that have moved. */
  readonly moved: readonly Checkpoint[];
  readonly voids: readonly VoidRecord[];
  /** How many records were judged; those at or below a checkpoint are not. */
  readonly records: number;
};

/**
 * The projection: folds batches, each of another partition, over what the database holds. Records at or below the
 * checkpoint have been applied and are passed over, so a repeated batch changes nothing. A batch that begins beyond the
 * record after the checkpoint is not applied at all, for it would leave a gap: its checkpoint stays where it is.
 */
export function projectBatches(before: Before, batches: readonly Batch[]): Changes {
  const fold = { notes: new Map(before.notes), journal: [], rows: new Map(), voids: [], records: 0 } satisfies Fold;
  const moved: Checkpoint[] = [];
  for (const batch of batches) {
    const checkpoint = before.checkpoints.get(batch.partition);
    if (checkpoint === undefined) throw new Error(`partition ${batch.partition} has no checkpoint`);
    const { position } = checkpoint;
    if (batch.from > position + 1 || batch.next <= position + 1) continue;
    moved.push(projectBatch(fold, checkpoint, batch));
  }
  return { journal: fold.journal, rows: fold.rows, voids: fold.voids, records: fold.records, moved };
}

type Fold = {
  readonly notes: Map<string, ProjectedNote>;
  readonly journal: JournalEntry[];
  readonly rows: Map<string, NoteRow>;
  readonly voids: VoidRecord[];
  records: number;
};

function projectBatch(fold: Fold, checkpoint: Checkpoint, batch: Batch): Checkpoint {
  const { partition } = batch;
  let prev = checkpoint.journalPos;
  for (const { offset, reading } of batch.records) {
    if (offset <= checkpoint.position) continue;
    fold.records++;
    if (reading.kind === 'malformed')
      fold.voids.push({ partition, offset, reason: 'malformed', detail: reading.reason });
    if (reading.kind !== 'note') continue;
    const { event } = reading;
    const note = projectEvent(fold, { partition, offset, event });
    if (note === undefined) continue;
    fold.journal.push({ partition, pos: offset, prev, author: note.author, event });
    prev = offset;
  }
  return { partition, position: batch.next - 1, recordId: batch.lastRecordId, journalPos: prev };
}

/** The note after the event, or undefined if the event is void. */
function projectEvent(
  fold: Fold,
  { partition, offset, event }: { partition: number; offset: number; event: NoteEvent },
): ProjectedNote | undefined {
  const note = fold.notes.get(event.noteId);
  const verdict = accept(note?.head, event);
  if (!verdict.accepted) {
    const detail = `${event.type} ${event.id} of note ${event.noteId}, version ${event.version}`;
    fold.voids.push({ partition, offset, reason: verdict.reason, detail });
    return undefined;
  }
  const row = rowAfter(note?.row, event, verdict.head);
  if (row !== undefined && row !== note?.row) fold.rows.set(event.noteId, row);
  const after = { head: verdict.head, row, author: note?.author ?? event.actor };
  fold.notes.set(event.noteId, after);
  return after;
}

function rowAfter(row: NoteRow | undefined, event: NoteEvent, head: Head): NoteRow | undefined {
  if (!head.frozen && isKnown(event)) return notesProjection.project(row, event);
  return row?.stale ? row : notesProjection.freeze(row);
}
