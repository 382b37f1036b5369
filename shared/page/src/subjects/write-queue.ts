import {
  NotesError,
  NotFoundError,
  OutcomeUnknownError,
  PreconditionFailedError,
  ProblemError,
  RateLimitedError,
  UnauthorizedError,
  UnavailableError,
} from '@notes/client';
import type { OwnWrite } from '../connection.ts';
import { userName } from '../settings.ts';
import type { PendingWrite, Subject } from './knowledge.ts';
import type { SubjectStore } from './subject-store.ts';

export type WriteHandlers<C> = {
  /** `id` was made by the page, `subject` has the one that the service assigned. */
  readonly onCreated: (id: string, subject: Subject<C>) => void;
  /** The subject has changed since the user saw it. `theirs` is undefined if it is deleted. */
  readonly onConflict: (write: PendingWrite<C>, theirs: Subject<C> | undefined) => void;
  /** The service rejects the write for good. */
  readonly onRefused: (write: PendingWrite<C>, error: unknown) => void;
  /** There was no response, or one that allows a retry. */
  readonly onFailed: (write: PendingWrite<C>, error: unknown) => void;
  readonly onSeen: (write: OwnWrite) => void;
};

type Repeatable = { readonly idempotencyKey: string };

/** The writes of a resource, as its client has them. */
export type WriteApi<C> = {
  create(content: C, options: Repeatable): Promise<Subject<C>>;
  update(
    id: string,
    changes: Partial<C>,
    options: Repeatable & { readonly ifMatch?: number | undefined },
  ): Promise<Subject<C>>;
  remove(id: string, options: Repeatable): Promise<{ readonly version: number }>;
  restore(id: string, options: Repeatable): Promise<Subject<C>>;
};

/** Where the writes are kept and shown. */
type WriteStore<C> = Pick<SubjectStore<C, never>, 'writes' | 'changeWrites' | 'learn'>;

/** A write to submit, which begins now. */
export const newWrite = <C>(
  write: Pick<PendingWrite<C>, 'kind' | 'id'> & Partial<PendingWrite<C>>,
): PendingWrite<C> => ({
  key: crypto.randomUUID(),
  changes: {},
  base: undefined,
  author: userName.value || 'anonymous',
  sentAtMs: Date.now(),
  begunMs: performance.now(),
  state: 'sending',
  ...write,
});

type Seen = { readonly version: number; readonly atMs: number };
type Outcome<C> = { readonly version: number; readonly subject?: Subject<C> };

const mostSeen = 500;

/** Sends this page's writes: those of one subject in order, each based on the version of the one before. */
export class WriteQueue<C> {
  readonly #api: WriteApi<C>;
  readonly #store: WriteStore<C>;
  readonly #handlers: WriteHandlers<C>;
  /** Per subject: the version after its last write. */
  readonly #tails = new Map<string, Promise<number>>();
  /** The latest events, since the feed may be faster than a response. */
  readonly #seen = new Map<string, Seen>();

  constructor(api: WriteApi<C>, store: WriteStore<C>, handlers: WriteHandlers<C>) {
    this.#api = api;
    this.#store = store;
    this.#handlers = handlers;
  }

  submit(write: PendingWrite<C>): void {
    this.#store.changeWrites((writes) => [...writes.filter(({ key }) => key !== write.key), write]);
    const before = this.#tails.get(write.id) ?? Promise.resolve(0);
    const sent = before.then((version) => this.#send(write, Math.max(version, write.base ?? 0)));
    this.#tails.set(write.id, sent);
    void sent.then(() => {
      if (this.#tails.get(write.id) === sent) this.#tails.delete(write.id);
    });
  }

  /** Sends the failed writes again, under the same keys. */
  resend(): void {
    for (const write of this.#store.writes.value)
      if (write.state === 'failed') this.submit({ ...write, state: 'sending' });
  }

  /** The feed has delivered this version of a subject, at `atMs` by `performance.now`. */
  seen(id: string, version: number, atMs: number): void {
    this.#seen.delete(id);
    this.#seen.set(id, { version, atMs });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > mostSeen && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** Forgets the accepted writes that the feed has delivered. Call it after the store has applied the events, so that nothing flickers. */
  confirm(): void {
    const writes = this.#store.writes.value;
    const confirmed = writes.filter((write) => this.#isSeen(write));
    if (confirmed.length === 0) return;
    this.#store.changeWrites((all) => all.filter((write) => !confirmed.includes(write)));
    for (const { id, version = 0, begunMs } of confirmed) {
      const atMs = this.#seen.get(id)?.atMs ?? begunMs;
      this.#handlers.onSeen({ id, version, ms: Math.max(0, atMs - begunMs) });
    }
  }

  /** Forgets all accepted writes: the read model has been read since. */
  confirmAll(): void {
    this.#store.changeWrites((writes) => writes.filter(({ state }) => state !== 'accepted'));
  }

  #drop(key: string): void {
    this.#store.changeWrites((writes) => writes.filter((write) => write.key !== key));
  }

  /** Never rejects; returns the subject's version after the write, or 0. */
  async #send(write: PendingWrite<C>, base: number): Promise<number> {
    try {
      const outcome = await this.#call(write, base);
      this.#accept(write, outcome);
      return outcome.version;
    } catch (error) {
      this.#fail(write, error);
      return 0;
    }
  }

  async #call(write: PendingWrite<C>, base: number): Promise<Outcome<C>> {
    const api = this.#api;
    const { id, changes, key: idempotencyKey } = write;
    switch (write.kind) {
      case 'create':
        return withVersion(await api.create(changes as C, { idempotencyKey }));
      case 'revise':
        return withVersion(
          await api.update(id, changes, { ifMatch: write.base === undefined ? undefined : base, idempotencyKey }),
        );
      case 'remove':
        return api.remove(id, { idempotencyKey });
      case 'restore':
        return withVersion(await api.restore(id, { idempotencyKey }));
    }
  }

  #accept(write: PendingWrite<C>, { version, subject }: Outcome<C>): void {
    const id = subject?.id ?? write.id;
    const accepted: PendingWrite<C> = { ...write, id, version, state: 'accepted' };
    if (subject !== undefined) this.#store.learn([subject]);
    this.#store.changeWrites((writes) => writes.map((one) => (one.key === write.key ? accepted : one)));
    if (write.kind === 'create' && subject !== undefined) this.#handlers.onCreated(write.id, subject);
    this.confirm();
  }

  #fail(write: PendingWrite<C>, error: unknown): void {
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
      // The problem carries the subject that the write was for.
      const theirs = error.current as Subject<C> | undefined;
      if (theirs !== undefined) this.#store.learn([theirs]);
      this.#handlers.onConflict(write, theirs);
    } else if (error instanceof NotFoundError && write.kind === 'revise') this.#handlers.onConflict(write, undefined);
    else this.#handlers.onRefused(write, error);
  }

  #isSeen({ state, id, version = 0 }: PendingWrite<C>): boolean {
    return state === 'accepted' && (this.#seen.get(id)?.version ?? 0) >= version;
  }
}

const withVersion = <C>(subject: Subject<C>): Outcome<C> => ({ version: subject.version, subject });

/** Whether this attempt or one before may have been carried out: only a response for which the log was read rules that out. */
const isOpen = <C>({ mayHaveHappened }: PendingWrite<C>, error: NotesError): boolean =>
  error.mayHaveHappened || (mayHaveHappened === true && !(error instanceof ProblemError && error.proved));

const mayBeRepeated = (error: NotesError): boolean =>
  error.status === undefined ||
  error instanceof UnauthorizedError ||
  error instanceof UnavailableError ||
  error instanceof OutcomeUnknownError ||
  error instanceof RateLimitedError;
