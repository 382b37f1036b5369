/** One of a view's resources with its content `C`. In the bin it has `deleted_at`. */
export type Subject<C> = C & {
  readonly id: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** 0 while its creation is not accepted yet. */
  readonly version: number;
  readonly deleted_at?: string | undefined;
};

/** The newest version known of a subject, and its state at that version if that is known, too. */
type Known<C> = { readonly version: number; readonly subject?: Subject<C> | undefined };

/** By id. */
export type Knowledge<C> = ReadonlyMap<string, Known<C>>;

/** Adds subjects that were read. Newer knowledge stays, so responses may come late and in any order. Returns the ids that changed, too. */
export function learn<C>(
  knowledge: Knowledge<C>,
  subjects: readonly Subject<C>[],
): { knowledge: Knowledge<C>; changed: Set<string> } {
  const changed = new Set<string>();
  const next = new Map(knowledge);
  for (const subject of subjects) {
    const known = next.get(subject.id);
    const isNews = known === undefined || known.version < subject.version || isFirstContent(known, subject);
    if (!isNews) continue;
    next.set(subject.id, { version: subject.version, subject });
    changed.add(subject.id);
  }
  return { knowledge: changed.size === 0 ? knowledge : next, changed };
}

const isFirstContent = <C>(known: Known<C>, subject: Subject<C>): boolean =>
  known.subject === undefined && known.version === subject.version;

/** An event, as knowledge takes it in. */
export type Change<C> = {
  readonly id: string;
  readonly version: number;
  readonly isCreation: boolean;
  /** The subject after the event; undefined if it is not known at the version before. */
  readonly after: (before: Subject<C> | undefined) => Subject<C> | undefined;
};

type Applied<C> = {
  readonly knowledge: Knowledge<C>;
  /** The subjects that are different now. */
  readonly changed: ReadonlySet<string>;
  /** The subjects of which only the version is known: they must be read. */
  readonly unknown: ReadonlySet<string>;
};

/** Applies changes, of each subject in order. Those that are known are skipped, so events may be delivered again. */
export function applyChanges<C>(knowledge: Knowledge<C>, changes: readonly Change<C>[]): Applied<C> {
  const next = new Map(knowledge);
  const changed = new Set<string>();
  const unknown = new Set<string>();
  for (const { id, version, after } of changes) {
    const known = next.get(id);
    if (known !== undefined && known.version >= version) continue;
    const subject = after(known?.subject);
    next.set(id, { version, subject });
    changed.add(id);
    if (subject === undefined) unknown.add(id);
    else unknown.delete(id);
  }
  return { knowledge: changed.size === 0 ? knowledge : next, changed, unknown };
}

/**
 * A write of this page.
 *
 *   sending    the request is under way; its effect is shown already
 *   accepted   the log has it, as `version`; it stays until the feed or the read model shows it, too
 *   failed     there was no response, or it is unknown whether the write was carried out; it may be sent again, and counts once
 */
export type PendingWrite<C> = {
  /** Its Idempotency-Key, the same for every attempt. */
  readonly key: string;
  /** Of a creation: made by the page until the service has assigned one. */
  readonly id: string;
  readonly kind: 'create' | 'revise' | 'remove' | 'restore';
  /** Of a creation: the whole content. */
  readonly changes: Partial<C>;
  /** The version that the user has seen: a change applies to no other. Undefined: it applies to any. */
  readonly base: number | undefined;
  readonly author: string;
  /** What the user has seen; undefined for a creation. */
  readonly before?: Subject<C> | undefined;
  /** By the clock of the machine, to be shown. */
  readonly sentAtMs: number;
  /** The same moment by `performance.now`, to measure from. */
  readonly begunMs: number;
  readonly state: 'sending' | 'accepted' | 'failed';
  /** An attempt may have been carried out: the write is kept until a response proves that it was not. */
  readonly mayHaveHappened?: boolean;
  readonly version?: number | undefined;
};

/** What is known, with the effects of the pending writes on top. */
export function overlayWrites<C>(knowledge: Knowledge<C>, writes: readonly PendingWrite<C>[]): Knowledge<C> {
  if (writes.length === 0) return knowledge;
  const next = new Map(knowledge);
  for (const write of writes) {
    const known = next.get(write.id);
    if (write.version !== undefined && known !== undefined && known.version >= write.version) continue;
    const subject = write.kind === 'create' ? creation(write) : known?.subject && changed(known.subject, write);
    if (subject !== undefined) next.set(write.id, { version: subject.version, subject });
  }
  return next;
}

const timeOf = <C>({ sentAtMs }: PendingWrite<C>): string => new Date(sentAtMs).toISOString();

function changed<C>(subject: Subject<C>, write: PendingWrite<C>): Subject<C> {
  switch (write.kind) {
    case 'remove':
      return { ...subject, deleted_at: timeOf(write) };
    case 'restore':
      return { ...subject, deleted_at: undefined };
    default:
      return { ...subject, ...write.changes };
  }
}

const creation = <C>(write: PendingWrite<C>): Subject<C> => ({
  ...(write.changes as C),
  id: write.id,
  created_by: write.author,
  created_at: timeOf(write),
  updated_at: timeOf(write),
  version: 0,
});

/** What is known without the subjects that creations under way have become already: each is shown once, as the creation. */
export function withoutOwnCreations<C>(
  knowledge: Knowledge<C>,
  created: ReadonlySet<string>,
  writes: readonly PendingWrite<C>[],
): Knowledge<C> {
  const creations = writes.filter(({ kind, state }) => kind === 'create' && state !== 'accepted');
  if (creations.length === 0) return knowledge;
  const next = new Map(knowledge);
  for (const id of created) {
    const subject = knowledge.get(id)?.subject;
    if (subject !== undefined && creations.some((write) => isSame(subject, write))) next.delete(id);
  }
  return next;
}

const isSame = <C>(subject: Subject<C>, { changes }: PendingWrite<C>): boolean =>
  subject.version === 1 && (Object.keys(changes) as (keyof C)[]).every((field) => subject[field] === changes[field]);
