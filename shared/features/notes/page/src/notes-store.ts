import type { NoteEvent } from '@notes/client';
import { type Knowledge, learn, overlayWrites, type PendingWrite, withoutOwnCreations } from '@notes/page/writes';
import { batch, signal } from '@preact/signals';
import type { AnyNote, Content } from './content.ts';
import { applyEvents } from './events.ts';
import { everything } from './route.ts';
import { rowsOf, type Shown, updateRows } from './rows.ts';

/** How long a row that another user has changed is highlighted. */
const freshMs = 2_000;

const mostKnown = 5_000;

/**
 * What is known of all notes, with the effects of this page's own writes, and the rows of the list. Each method changes each signal at
 * most once.
 */
export class NotesStore {
  /** What is known, own writes included. */
  readonly notes = signal<Knowledge<Content>>(new Map());
  readonly rows = signal<readonly AnyNote[]>([]);
  readonly writes = signal<readonly PendingWrite<Content>[]>([]);
  /** The notes that others have changed a moment ago. */
  readonly fresh = signal<ReadonlySet<string>>(new Set());
  #knowledge: Knowledge<Content> = new Map();
  #shown: Shown = { view: everything, end: undefined };
  #createdLately = new Set<string>();

  /** Adds notes that were read. */
  learn(notes: readonly AnyNote[]): void {
    const { knowledge, changed } = learn(this.#knowledge, notes);
    this.#knowledge = knowledge;
    this.#publish(changed);
  }

  /** Applies events; returns the notes that must be read, because only their version is known. */
  apply(events: readonly NoteEvent[]): ReadonlySet<string> {
    const { knowledge, changed, unknown } = applyEvents(this.#knowledge, events);
    this.#knowledge = knowledge;
    const isCreating = this.writes.value.some(({ kind }) => kind === 'create');
    if (!isCreating) this.#createdLately.clear();
    for (const { type, note_id } of isCreating ? events : [])
      if (type === 'NoteCreated') this.#createdLately.add(note_id);
    batch(() => {
      this.#publish(changed);
      this.#highlight(changed);
    });
    return unknown;
  }

  /** Changes what is shown: the list begins anew with the known notes. */
  show(shown: Shown): void {
    this.#shown = shown;
    this.#publish(undefined);
  }

  /** As `learn` and `show`, in one step. */
  learnAndShow(notes: readonly AnyNote[], shown: Shown): void {
    this.#knowledge = learn(this.#knowledge, notes).knowledge;
    this.show(shown);
  }

  changeWrites(change: (writes: readonly PendingWrite<Content>[]) => readonly PendingWrite<Content>[]): void {
    const before = this.writes.value;
    const after = change(before);
    const touched = new Set([...before, ...after].map(({ id }) => id));
    for (const id of this.#createdLately) touched.add(id);
    batch(() => {
      this.writes.value = after;
      this.#publish(touched);
    });
  }

  /** Forgets notes that are not shown, if there are many. If they change, they are read again. */
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
    const notes = overlayWrites(withoutOwnCreations(this.#knowledge, this.#createdLately, writes), writes);
    batch(() => {
      this.notes.value = notes;
      this.rows.value =
        changed === undefined ? rowsOf(notes, this.#shown) : updateRows(this.rows.value, notes, changed, this.#shown);
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
