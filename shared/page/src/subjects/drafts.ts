import { signal } from '@preact/signals';
import { notify } from '../messages.ts';
import type { Subject } from './knowledge.ts';

/** The id in the address of what is not created yet. */
export const newId = 'new';

/** Why fields cannot be saved as they are. */
export type FieldErrors<C> = { readonly [Field in keyof C & string]?: string | undefined };

/** What the service has against the fields of a draft. `holder`: the id of the subject that has a value which is unique. */
export type Refused<C> = { readonly errors: FieldErrors<C>; readonly holder?: string | undefined };

/** What is being written. */
export type Draft<C> = {
  /** The subject as it was when editing began; undefined for a new one. */
  readonly base: Subject<C> | undefined;
  readonly content: C;
  /** Why the service has refused it; undefined if it was not sent yet. */
  readonly refused?: Refused<C> | undefined;
};

/** The drafts of one view. They outlast their forms: a user who returns to a subject finds the draft again. */
export class Drafts<C extends object> {
  /** By the subject's id, or `newId`. */
  readonly all = signal<ReadonlyMap<string, Draft<C>>>(new Map());
  readonly #empty: C;
  readonly #open: (id: string | undefined) => void;

  /** `empty` is the content of a new subject; `open` shows a subject, or none. */
  constructor(empty: C, open: (id: string | undefined) => void) {
    this.#empty = empty;
    this.#open = open;
  }

  keep(id: string, draft: Draft<C>): void {
    this.all.value = new Map(this.all.value).set(id, draft);
  }

  drop(id: string): void {
    const rest = new Map(this.all.value);
    rest.delete(id);
    this.all.value = rest;
  }

  /** Leaves the form. If content is lost by that, a toast offers to undo it. */
  cancel(id: string): void {
    const draft = this.all.value.get(id);
    this.drop(id);
    if (id === newId) this.#open(undefined);
    if (draft === undefined || !this.#hasChanges(draft)) return;
    const undo = (): void => {
      this.keep(id, draft);
      this.#open(id);
    };
    notify('Your changes were discarded.', { label: 'Undo', run: undo });
  }

  /** Whether closing the page would lose content. */
  hasUnsaved(): boolean {
    return [...this.all.value.values()].some((draft) => this.#hasChanges(draft));
  }

  #hasChanges({ base, content }: Draft<C>): boolean {
    const fields = Object.keys(this.#empty) as (keyof C)[];
    return Object.keys(changedFields(fields, base ?? this.#empty, content)).length > 0;
  }
}

export type Side = 'mine' | 'theirs';

/** A field that differs between two versions, and the side that a merge takes by default. */
export type FieldConflict<C> = { readonly field: keyof C; readonly suggested: Side; readonly isBoth: boolean };

/** The fields that differ. Where only one side has changed a field since `base`, that side is suggested; else mine. */
export function findConflicts<C>(fields: readonly (keyof C)[], base: C, mine: C, theirs: C): FieldConflict<C>[] {
  return fields
    .filter((field) => mine[field] !== theirs[field])
    .map((field) => {
      const [byMe, byThem] = [mine[field] !== base[field], theirs[field] !== base[field]];
      return { field, suggested: byMe ? 'mine' : 'theirs', isBoth: byMe && byThem };
    });
}

/** Their version with my values of the fields whose side is `mine`. */
export function mergeFields<C extends object>(mine: C, theirs: C, sides: Readonly<Partial<Record<keyof C, Side>>>): C {
  const chosen = (Object.keys(theirs) as (keyof C)[]).filter((field) => sides[field] === 'mine');
  return { ...theirs, ...pickFields(chosen, mine) };
}

/** Those of the fields that differ, with their values in `after`. */
export const changedFields = <C>(fields: readonly (keyof C)[], before: C, after: C): Partial<C> =>
  pickFields(
    fields.filter((field) => before[field] !== after[field]),
    after,
  );

export function pickFields<C>(fields: readonly (keyof C)[], from: C): Partial<C> {
  const picked: Partial<C> = {};
  for (const field of fields) picked[field] = from[field];
  return picked;
}
