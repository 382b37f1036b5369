import {
  type Note,
  type NotesClient,
  NotesError,
  NotFoundError,
  OutcomeUnknownError,
  PreconditionFailedError,
  ProblemError,
  RateLimitedError,
  UnauthorizedError,
  UnavailableError,
} from '@notes/client';
import type { PendingWrite } from '../domain/pending-write.ts';
import type { NotesStore } from './notes-store.ts';
import type { OwnWrite } from './wire.ts';

export type WriteHandlers = {
  /** `id` was made up by the page, `note` is what has come of it. */
  readonly onCreated: (id: string, note: Note) => void;
  /** Somebody else was faster. `theirs` is undefined if the note is deleted. */
  readonly onConflict: (write: PendingWrite, theirs: Note | undefined) => void;
  /** The service says no, and will go on saying so. */
  readonly onRefused: (write: PendingWrite, error: unknown) => void;
  /** Nobody could be asked, or nobody answered. */
  readonly onFailed: (write: PendingWrite, error: unknown) => void;
  readonly onSeen: (write: OwnWrite) => void;
};

type WriteApi = Pick<NotesClient['notes'], 'create' | 'update' | 'remove' | 'restore'>;
type Seen = { readonly version: number; readonly atMs: number };
type Outcome = { readonly version: number; readonly note?: Note };

const mostSeen = 500;

/** Sends this page's writes: those of one note one after the other, each on top of the one before. */
export class WriteQueue {
  readonly #api: WriteApi;
  readonly #store: NotesStore;
  readonly #handlers: WriteHandlers;
  /** Per note: the last write, which gives the version it came to. */
  readonly #tails = new Map<string, Promise<number>>();
  /** The latest events, since the feed may be faster than an answer. */
  readonly #seen = new Map<string, Seen>();

  constructor(api: WriteApi, store: NotesStore, handlers: WriteHandlers) {
    this.#api = api;
    this.#store = store;
    this.#handlers = handlers;
  }

  submit(write: PendingWrite): void {
    this.#store.changeWrites((writes) => [...writes.filter(({ key }) => key !== write.key), write]);
    const before = this.#tails.get(write.noteId) ?? Promise.resolve(0);
    const sent = before.then((version) => this.#send(write, Math.max(version, write.base)));
    this.#tails.set(write.noteId, sent);
    void sent.then(() => {
      if (this.#tails.get(write.noteId) === sent) this.#tails.delete(write.noteId);
    });
  }

  /** Sends again what has failed, under the same keys. */
  resend(): void {
    for (const write of this.#store.writes.value)
      if (write.state === 'failed') this.submit({ ...write, state: 'sending' });
  }

  /** The feed has shown that a note has come to a version; `atMs` is on the clock of `performance.now`. */
  seen(noteId: string, version: number, atMs: number): void {
    this.#seen.delete(noteId);
    this.#seen.set(noteId, { version, atMs });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > mostSeen && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** Lets go of accepted writes that the feed has shown. Called after events were taken in, so that nothing flickers. */
  confirm(): void {
    const writes = this.#store.writes.value;
    const confirmed = writes.filter((write) => this.#isSeen(write));
    if (confirmed.length === 0) return;
    this.#store.changeWrites((all) => all.filter((write) => !confirmed.includes(write)));
    for (const { noteId, version = 0, begunMs } of confirmed) {
      const atMs = this.#seen.get(noteId)?.atMs ?? begunMs;
      this.#handlers.onSeen({ noteId, version, ms: Math.max(0, atMs - begunMs) });
    }
  }

  /** Lets go of all that is accepted: the read model has been read since. */
  confirmAll(): void {
    this.#store.changeWrites((writes) => writes.filter(({ state }) => state !== 'accepted'));
  }

  #drop(key: string): void {
    this.#store.changeWrites((writes) => writes.filter((write) => write.key !== key));
  }

  /** Never rejects; gives the version that the note has come to by this, or 0. */
  async #send(write: PendingWrite, base: number): Promise<number> {
    try {
      const outcome = await this.#call(write, base);
      this.#accept(write, outcome);
      return outcome.version;
    } catch (error) {
      this.#fail(write, error);
      return 0;
    }
  }

  async #call(write: PendingWrite, base: number): Promise<Outcome> {
    const notes = this.#api;
    const { noteId, changes, key: idempotencyKey } = write;
    const { title = '' } = changes;
    switch (write.kind) {
      case 'create':
        return withVersion(await notes.create({ ...changes, title }, { idempotencyKey }));
      case 'revise':
        return withVersion(await notes.update(noteId, changes, { ifMatch: base, idempotencyKey }));
      case 'remove':
        return notes.remove(noteId, { idempotencyKey });
      case 'restore':
        return withVersion(await notes.restore(noteId, { idempotencyKey }));
    }
  }

  #accept(write: PendingWrite, { version, note }: Outcome): void {
    const noteId = note?.id ?? write.noteId;
    const accepted: PendingWrite = { ...write, noteId, version, state: 'accepted' };
    if (note !== undefined) this.#store.learn([note]);
    this.#store.changeWrites((writes) => writes.map((one) => (one.key === write.key ? accepted : one)));
    if (write.kind === 'create' && note !== undefined) this.#handlers.onCreated(write.noteId, note);
    this.confirm();
  }

  #fail(write: PendingWrite, error: unknown): void {
    const mayHaveHappened = error instanceof NotesError && isOpen(write, error);
    if (mayHaveHappened || (error instanceof NotesError && mayBeRepeated(error))) {
      this.#store.changeWrites((writes) =>
        writes.map((one) => (one.key === write.key ? { ...one, state: 'failed' as const, mayHaveHappened } : one)),
      );
      this.#handlers.onFailed(write, error);
      return;
    }
    this.#drop(write.key);
    if (error instanceof PreconditionFailedError) {
      if (error.current !== undefined) this.#store.learn([error.current]);
      this.#handlers.onConflict(write, error.current);
    } else if (error instanceof NotFoundError && write.kind === 'revise') this.#handlers.onConflict(write, undefined);
    else this.#handlers.onRefused(write, error);
  }

  #isSeen({ state, noteId, version = 0 }: PendingWrite): boolean {
    return state === 'accepted' && (this.#seen.get(noteId)?.version ?? 0) >= version;
  }
}

const withVersion = (note: Note): Outcome => ({ version: note.version, note });

/** Whether the write may have been carried out, by this sending or one before: only an answer for which the log was read rules that out. */
const isOpen = ({ mayHaveHappened }: PendingWrite, error: NotesError): boolean =>
  error.mayHaveHappened || (mayHaveHappened === true && !(error instanceof ProblemError && error.proved));

const mayBeRepeated = (error: NotesError): boolean =>
  error.status === undefined ||
  error instanceof UnauthorizedError ||
  error instanceof UnavailableError ||
  error instanceof OutcomeUnknownError ||
  error instanceof RateLimitedError;
