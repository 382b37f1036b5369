import { batch, signal } from '@preact/signals';
import {
  applyChanges,
  type Change,
  type Knowledge,
  learn,
  overlayWrites,
  type PendingWrite,
  type Subject,
  withoutOwnCreations,
} from './knowledge.ts';

/** How long a row that another user has changed is highlighted. */
const freshMs = 2_000;

const mostKnown = 5_000;

/**
 * What is known of all subjects of a view, with the effects of this page's own writes, and the rows of the list. Each method changes each
 * signal at most once.
 */
export class SubjectStore<C, V> {
  /** What is known, own writes included. */
  readonly subjects = signal<Knowledge<C>>(new Map());
  readonly rows = signal<readonly Subject<C>[]>([]);
  readonly writes = signal<readonly PendingWrite<C>[]>([]);
  /** The subjects that others have changed a moment ago. */
  readonly fresh = signal<ReadonlySet<string>>(new Set());
  #knowledge: Knowledge<C> = new Map();
  #shown: Shown<C, V>;
  #createdLately = new Set<string>();
  readonly #rules: ListRules<C, V>;

  /** `view` is what is shown at first. */
  constructor(rules: ListRules<C, V>, view: V) {
    this.#rules = rules;
    this.#shown = { view, end: undefined };
  }

  /** Adds subjects that were read. */
  learn(subjects: readonly Subject<C>[]): void {
    const { knowledge, changed } = learn(this.#knowledge, subjects);
    this.#knowledge = knowledge;
    this.#publish(changed);
  }

  /** Applies events; returns the subjects that must be read, because only their version is known. */
  apply(changes: readonly Change<C>[]): ReadonlySet<string> {
    const { knowledge, changed, unknown } = applyChanges(this.#knowledge, changes);
    this.#knowledge = knowledge;
    const isCreating = this.writes.value.some(({ kind }) => kind === 'create');
    if (!isCreating) this.#createdLately.clear();
    for (const { id, isCreation } of isCreating ? changes : []) if (isCreation) this.#createdLately.add(id);
    batch(() => {
      this.#publish(changed);
      this.#highlight(changed);
    });
    return unknown;
  }

  /** Changes what is shown: the list begins anew with the known subjects. */
  show(shown: Shown<C, V>): void {
    this.#shown = shown;
    this.#publish(undefined);
  }

  /** As `learn` and `show`, in one step. */
  learnAndShow(subjects: readonly Subject<C>[], shown: Shown<C, V>): void {
    this.#knowledge = learn(this.#knowledge, subjects).knowledge;
    this.show(shown);
  }

  changeWrites(change: (writes: readonly PendingWrite<C>[]) => readonly PendingWrite<C>[]): void {
    const before = this.writes.value;
    const after = change(before);
    const touched = new Set([...before, ...after].map(({ id }) => id));
    for (const id of this.#createdLately) touched.add(id);
    batch(() => {
      this.writes.value = after;
      this.#publish(touched);
    });
  }

  /** Forgets subjects that are not shown, if there are many. If they change, they are read again. */
  trim(keep: ReadonlySet<string>): void {
    if (this.#knowledge.size < mostKnown) return;
    const kept = new Set([...this.rows.value, ...this.writes.value.map(({ id }) => ({ id }))].map(({ id }) => id));
    this.#knowledge = new Map([...this.#knowledge].filter(([id]) => kept.has(id) || keep.has(id)));
    this.#publish(undefined);
  }

  /** Forgets everything: the log may be another one. */
  forget(): void {
    this.#knowledge = new Map();
    this.#publish(undefined);
  }

  #publish(changed: ReadonlySet<string> | undefined): void {
    const writes = this.writes.value;
    const subjects = overlayWrites(withoutOwnCreations(this.#knowledge, this.#createdLately, writes), writes);
    batch(() => {
      this.subjects.value = subjects;
      this.rows.value =
        changed === undefined
          ? rowsOf(this.#rules, subjects, this.#shown)
          : updateRows(this.#rules, this.rows.value, subjects, changed, this.#shown);
    });
  }

  #highlight(changed: ReadonlySet<string>): void {
    const own = new Set(this.writes.value.map(({ id }) => id));
    const theirs = [...changed].filter((id) => !own.has(id) && !this.#createdLately.has(id));
    if (theirs.length === 0) return;
    this.fresh.value = new Set([...this.fresh.value, ...theirs]);
    setTimeout(() => {
      const rest = new Set(this.fresh.value);
      for (const id of theirs) rest.delete(id);
      this.fresh.value = rest;
    }, freshMs);
  }
}

/** Which subjects a list has, and in which order, as the service lists them. `V` is what the user has chosen: filters and order. */
export type ListRules<C, V> = {
  readonly matches: (subject: Subject<C>, view: V) => boolean;
  readonly compare: (view: V) => Comparison<C>;
};

type Comparison<C> = (a: Subject<C>, b: Subject<C>) => number;

/** The part of all subjects that is shown. */
export type Shown<C, V> = {
  readonly view: V;
  /** The last subject that was read, while there are more: of those after it not all are known. */
  readonly end: Subject<C> | undefined;
};

/** The rows of the list, in order, from all that is known. */
export function rowsOf<C, V>(rules: ListRules<C, V>, knowledge: Knowledge<C>, shown: Shown<C, V>): Subject<C>[] {
  const { isShown, compare } = applied(rules, shown);
  const rows: Subject<C>[] = [];
  for (const { subject } of knowledge.values()) if (subject !== undefined && isShown(subject)) rows.push(subject);
  return rows.sort(compare);
}

/** The rows after the subjects with the ids `changed` have changed: what `rowsOf` would return, in one pass. */
export function updateRows<C, V>(
  rules: ListRules<C, V>,
  rows: readonly Subject<C>[],
  knowledge: Knowledge<C>,
  changed: ReadonlySet<string>,
  shown: Shown<C, V>,
): readonly Subject<C>[] {
  if (changed.size === 0) return rows;
  const { isShown, compare } = applied(rules, shown);
  const added: Subject<C>[] = [];
  for (const id of changed) {
    const subject = knowledge.get(id)?.subject;
    if (subject !== undefined && isShown(subject)) added.push(subject);
  }
  const kept = rows.filter(({ id }) => !changed.has(id));
  return merge(kept, added.sort(compare), compare);
}

function applied<C, V>(rules: ListRules<C, V>, { view, end }: Shown<C, V>) {
  const compare = rules.compare(view);
  const isShown = (subject: Subject<C>): boolean =>
    rules.matches(subject, view) && (end === undefined || compare(subject, end) <= 0);
  return { compare, isShown };
}

function merge<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): T[] {
  const merged: T[] = [];
  let at = 0;
  for (const item of a) {
    for (let next = b[at]; next !== undefined && compare(next, item) < 0; next = b[at]) {
      merged.push(next);
      at += 1;
    }
    merged.push(item);
  }
  return merged.concat(b.slice(at));
}
