import type { AnyNote, Content } from './any-note.ts';
import type { Knowledge } from './known.ts';

/**
 * A write of this page.
 *
 *   sending    on its way; what it will make of the note is shown already
 *   accepted   the log has it, as this version; it stays until the feed or the read model shows it, too
 *   failed     nobody could be asked, or it is open whether it was carried out; it may be sent again, and counts once
 */
export type PendingWrite = {
  /** Its Idempotency-Key, the same for every attempt. */
  readonly key: string;
  /** Of a creation: made up by the page until the service gives the note's own. */
  readonly noteId: string;
  readonly kind: 'create' | 'revise' | 'remove' | 'restore';
  readonly changes: Partial<Content>;
  /** The version that whoever writes has seen: nothing else is changed. */
  readonly base: number;
  readonly author: string;
  /** What whoever writes has seen; of a creation nothing. */
  readonly before?: AnyNote | undefined;
  /** To be shown. */
  readonly sentAtMs: number;
  /** The same moment on the clock of `performance.now`, to measure from. */
  readonly begunMs: number;
  readonly state: 'sending' | 'accepted' | 'failed';
  /** Some sending may have been carried out: until the log has been asked, it is not given up. */
  readonly mayHaveHappened?: boolean;
  readonly version?: number | undefined;
};

/** What is known, with what the pending writes will make of it on top. */
export function overlayWrites(knowledge: Knowledge, writes: readonly PendingWrite[]): Knowledge {
  if (writes.length === 0) return knowledge;
  const next = new Map(knowledge);
  for (const write of writes) {
    const known = next.get(write.noteId);
    if (write.version !== undefined && known !== undefined && known.version >= write.version) continue;
    const note = write.kind === 'create' ? draft(write) : known?.note && changed(known.note, write);
    if (note !== undefined) next.set(write.noteId, { version: note.version, note });
  }
  return next;
}

const timeOf = ({ sentAtMs }: PendingWrite): string => new Date(sentAtMs).toISOString();

function changed(note: AnyNote, write: PendingWrite): AnyNote {
  const { deleted_at: _, ...live } = note;
  switch (write.kind) {
    case 'remove':
      return { ...note, deleted_at: timeOf(write) };
    case 'restore':
      return live;
    default:
      return { ...note, ...write.changes };
  }
}

const draft = (write: PendingWrite): AnyNote => ({
  id: write.noteId,
  title: write.changes.title ?? '',
  description: write.changes.description ?? '',
  priority: write.changes.priority ?? 0,
  created_by: write.author,
  created_at: timeOf(write),
  updated_at: timeOf(write),
  version: 0,
});

/** What is known without the notes that creations under way will turn out to be: each is shown once, as the creation. */
export function withoutOwnCreations(
  knowledge: Knowledge,
  created: ReadonlySet<string>,
  writes: readonly PendingWrite[],
): Knowledge {
  const creations = writes.filter(({ kind, state }) => kind === 'create' && state !== 'accepted');
  if (creations.length === 0) return knowledge;
  const next = new Map(knowledge);
  for (const id of created) {
    const note = knowledge.get(id)?.note;
    if (note !== undefined && creations.some((write) => isSame(note, write))) next.delete(id);
  }
  return next;
}

const isSame = (note: AnyNote, { changes }: PendingWrite): boolean =>
  note.version === 1 &&
  note.title === changes.title &&
  note.description === changes.description &&
  note.priority === changes.priority;
