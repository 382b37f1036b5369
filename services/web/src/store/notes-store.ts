import type { NoteEvent } from '@notes/client';
import { batch, signal } from '@preact/signals';
import type { AnyNote } from '../domain/any-note.ts';
import { applyEvents } from '../domain/apply-events.ts';
import { type Knowledge, learnNotes } from '../domain/known.ts';
import { everything } from '../domain/list-view.ts';
import { overlayWrites, type PendingWrite, withoutOwnCreations } from '../domain/pending-write.ts';
import { rowsOf, type Shown, updateRows } from '../domain/rows.ts';

/** How long a row that somebody else has changed is highlighted. */
const freshMs = 2_000;

const mostKnown = 5_000;

/**
 * What is known of all notes, what this page's own writes make of it, and the rows of the list. Every method changes the signals at most
 * once.
 */
export class NotesStore {
  /** All that is known, own writes included. */
  readonly notes = signal<Knowledge>(new Map());
  readonly rows = signal<readonly AnyNote[]>([]);
  readonly writes = signal<readonly PendingWrite[]>([]);
  /** What others have changed a moment ago. */
  readonly fresh = signal<ReadonlySet<string>>(new Set());
  #knowledge: Knowledge = new Map();
  #shown: Shown = { view: everything, end: undefined };
  #createdLately = new Set<string>();

  /** Takes in notes that were read. */
  learn(notes: readonly AnyNote[]): void {
    const { knowledge, changed } = learnNotes(this.#knowledge, notes);
    this.#knowledge = knowledge;
    this.#publish(changed);
  }

  /** Takes in events; returns the notes that must be read, because only that they changed is known. */
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

  /** What is shown from now on: the list begins anew with what is known of it. */
  show(shown: Shown): void {
    this.#shown = shown;
    this.#publish(undefined);
  }

  /** As `learn` and `show`, in one step. */
  learnAndShow(notes: readonly AnyNote[], shown: Shown): void {
    this.#knowledge = learnNotes(this.#knowledge, notes).knowledge;
    this.show(shown);
  }

  changeWrites(change: (writes: readonly PendingWrite[]) => readonly PendingWrite[]): void {
    const before = this.writes.value;
    const after = change(before);
    const touched = new Set([...before, ...after].map(({ noteId }) => noteId));
    for (const id of this.#createdLately) touched.add(id);
    batch(() => {
      this.writes.value = after;
      this.#publish(touched);
    });
  }

  /** Lets go of what is not shown, if it is much. Should it change, it is read again. */
  trim(keep: ReadonlySet<string>): void {
    if (this.#knowledge.size < mostKnown) return;
    const kept = new Set(
      [...this.rows.value, ...this.writes.value.map(({ noteId: id }) => ({ id }))].map(({ id }) => id),
    );
    this.#knowledge = new Map([...this.#knowledge].filter(([id]) => kept.has(id) || keep.has(id)));
    this.#publish(undefined);
  }

  /** Everything that was known is forgotten: the log may be another one. */
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
    const own = new Set(this.writes.value.map(({ noteId }) => noteId));
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
