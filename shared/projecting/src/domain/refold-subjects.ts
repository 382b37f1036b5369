import { type AnyEvent, accept, type Head } from '@notes/kernel';
import { projectEvents, type ReadModelChanges } from './project-events.ts';
import { headOfRow, type ReadModel, type SubjectRow } from './projection.ts';

/** An event of the journal as this software reads it now, and what is wrong with it if it reads as no event any more. */
export type JournalledEvent = {
  readonly partition: number;
  readonly pos: number;
  readonly event: AnyEvent;
  readonly trouble?: string;
};

/** A subject that cannot be folded to its end: the event that is in the way, and why if it is not for its type. */
export type StillFrozen = {
  readonly subject: string;
  readonly pos: number;
  readonly type: string;
  readonly trouble: string | null;
};

/**
 * Frozen subjects as each version of the read model has them, the live one first, and their events after the oldest of these
 * rows, one subject after another, in order.
 */
export type Frozen = {
  readonly readModels: ReadonlyMap<number, ReadonlyMap<string, SubjectRow>>;
  readonly events: readonly JournalledEvent[];
};

/** What has come of it: the read models' changes, and the subjects that stay frozen. The others are frozen no more. */
export type Refolded = {
  readonly readModels: ReadonlyMap<number, ReadModelChanges>;
  readonly frozen: ReadonlyMap<string, StillFrozen>;
};

/**
 * Folds frozen subjects on, from where each version of the read model has stopped, by what this software knows. Where it meets
 * an event that it cannot fold, of a type unknown to it too or not as the type's schema has it, the subject stays frozen
 * from there on.
 */
export function refoldSubjects(readModel: ReadModel, { readModels, events }: Frozen): Refolded {
  const frozen = new Map<string, StillFrozen>();
  const [live = new Map<string, SubjectRow>()] = readModels.values();
  const heads = new Map([...live].map(([id, row]) => [id, headOfRow(row).head]));
  const judged = events.map((journalled) => {
    const { subject } = journalled.event;
    const trouble = troubleWith(readModel, heads, journalled);
    const event = trouble === undefined ? journalled.event : asUnknown(journalled.event);
    if ('unknown' in event && !frozen.has(subject))
      frozen.set(subject, { subject, pos: journalled.pos, type: event.type, trouble: trouble ?? null });
    return { ...journalled, event };
  });
  const changes = [...readModels].map(([version, rows]) => {
    const isLater = (event: AnyEvent): boolean => event.version > (rows.get(event.subject)?.state.version ?? 0);
    const later = judged.filter(({ event }) => isLater(event));
    return [version, projectEvents(readModel, thawed(rows), later)] as const;
  });
  return { readModels: new Map(changes), frozen };
}

const thawed = (rows: ReadonlyMap<string, SubjectRow>): Map<string, SubjectRow> =>
  new Map([...rows].map(([id, row]) => [id, { ...row, stale: false }]));

const asUnknown = (event: AnyEvent): AnyEvent => ({ ...event, unknown: true });

/**
 * Why an event cannot be folded although its type is known; undefined if it can. It was taken on trust by its place in the
 * chain; only now can it be decided whether it applied.
 */
function troubleWith(
  { aggregate }: ReadModel,
  heads: Map<string, Head>,
  { event, trouble }: JournalledEvent,
): string | undefined {
  if (trouble !== undefined) return trouble;
  const head = heads.get(event.subject);
  if (head !== undefined && event.version <= head.version) return undefined;
  const verdict = accept(aggregate.events, head, event);
  if (!verdict.accepted) return verdict.reason;
  heads.set(event.subject, verdict.head);
  return undefined;
}
