import { type NoteEvent, note } from '@notes/feature-notes/domain';
import { accept, type Head, isKnown } from '@notes/kernel';
import { projectNotes, type ReadModelChanges } from './project-notes.ts';
import type { NoteRow } from './projections/notes.ts';

/** An event of the journal as this software reads it now, and what is wrong with it if it reads as no event any more. */
export type JournalledEvent = {
  readonly partition: number;
  readonly pos: number;
  readonly event: NoteEvent;
  readonly trouble?: string;
};

/** A note that cannot be folded to its end: the event that is in the way, and why if it is not for its type. */
export type StillFrozen = {
  readonly noteId: string;
  readonly pos: number;
  readonly type: string;
  readonly trouble: string | null;
};

/**
 * Frozen notes as each version of the read model has them, the live one first, and their events after the oldest of these
 * rows, note by note in order.
 */
export type Frozen = {
  readonly readModels: ReadonlyMap<number, ReadonlyMap<string, NoteRow>>;
  readonly events: readonly JournalledEvent[];
};

/** What has come of it: the read models' changes, and the notes that stay frozen. The others are frozen no more. */
export type Refolded = {
  readonly readModels: ReadonlyMap<number, ReadModelChanges>;
  readonly frozen: ReadonlyMap<string, StillFrozen>;
};

/**
 * Folds frozen notes on, from where each version of the read model has stopped, by what this software knows. Where it meets
 * an event that it cannot fold, of a type unknown to it too or not as the type's schema has it, the note stays frozen from
 * there on.
 */
export function refoldNotes({ readModels, events }: Frozen): Refolded {
  const frozen = new Map<string, StillFrozen>();
  const [live = new Map<string, NoteRow>()] = readModels.values();
  const heads = new Map([...live].map(([id, row]) => [id, headOf(row)]));
  const judged = events.map((journalled) => {
    const { subject: noteId } = journalled.event;
    const trouble = troubleWith(heads, journalled);
    const event = trouble === undefined ? journalled.event : asUnknown(journalled.event);
    if (!isKnown(event) && !frozen.has(noteId))
      frozen.set(noteId, { noteId, pos: journalled.pos, type: event.type, trouble: trouble ?? null });
    return { ...journalled, event };
  });
  const changes = [...readModels].map(([version, rows]) => {
    const isLater = (event: NoteEvent): boolean => event.version > (rows.get(event.subject)?.state.version ?? 0);
    const later = judged.filter(({ event }) => isLater(event));
    return [version, projectNotes(thawed(rows), later)] as const;
  });
  return { readModels: new Map(changes), frozen };
}

const thawed = (rows: ReadonlyMap<string, NoteRow>): Map<string, NoteRow> =>
  new Map([...rows].map(([id, row]) => [id, { ...row, stale: false }]));

const headOf = ({ eventId, state: { version, deleted_at } }: NoteRow): Head => ({
  eventId,
  version,
  deleted: deleted_at !== null,
  frozen: false,
});

const asUnknown = (event: NoteEvent): NoteEvent => ({ ...event, unknown: true });

/**
 * Why an event cannot be folded although its type is known; undefined if it can. It was taken on trust by its place in the
 * chain; only now can be told whether it applied.
 */
function troubleWith(heads: Map<string, Head>, { event, trouble }: JournalledEvent): string | undefined {
  if (trouble !== undefined) return trouble;
  const head = heads.get(event.subject);
  if (head !== undefined && event.version <= head.version) return undefined;
  const verdict = accept(note.events, head, event);
  if (!verdict.accepted) return verdict.reason;
  heads.set(event.subject, verdict.head);
  return undefined;
}
