import { accept, type Head, type NoteEvent, type Reading, type VoidReason } from '@notes/kernel';

/** A record that does not count, and why: `superseded` is a lost race and of no concern, anything else is worth a person's look. */
export type VoidRecord = {
  readonly partition: number;
  readonly offset: number;
  readonly reason: VoidReason | 'malformed';
  readonly detail: string | undefined;
};

export type Read = { readonly partition: number; readonly offset: number; readonly reading: Reading };
type Taken = { readonly offset: number; readonly event: NoteEvent };

type Batch = {
  readonly taken: readonly Taken[];
  readonly voids: readonly VoidRecord[];
  /** Of the notes whose head moved. */
  readonly heads: ReadonlyMap<string, Head>;
};

/** Applies the rule of the log to consecutive records of a partition, given the heads of their notes before them. */
export function takeBatch(records: readonly Read[], before: ReadonlyMap<string, Head>): Batch {
  const heads = new Map<string, Head>();
  const taken: Taken[] = [];
  const voids: VoidRecord[] = [];
  for (const { partition, offset, reading } of records) {
    if (reading.kind === 'log-opened') continue;
    if (reading.kind === 'malformed') {
      voids.push({ partition, offset, reason: 'malformed', detail: reading.reason });
      continue;
    }
    const { event } = reading;
    const verdict = accept(heads.get(event.noteId) ?? before.get(event.noteId), event);
    if (verdict.accepted) {
      heads.set(event.noteId, verdict.head);
      taken.push({ offset, event });
    } else voids.push({ partition, offset, reason: verdict.reason, detail: undefined });
  }
  return { taken, voids, heads };
}
