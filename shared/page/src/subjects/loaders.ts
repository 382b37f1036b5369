import { type FeedEvent, NotFoundError } from '@notes/client';
import { batch, signal } from '@preact/signals';
import { describeError } from '../messages.ts';
import { foldHistory, type SubjectEvent } from './events.ts';
import type { Subject } from './knowledge.ts';
import type { ListRules, SubjectStore } from './subject-store.ts';

type ReadOptions = { readonly signal: AbortSignal };
type PageOptions = ReadOptions & { readonly limit: number; readonly cursor?: string | undefined };

type Page<C> = {
  readonly subjects: readonly Subject<C>[];
  /** Of the next page, if there is one. */
  readonly cursor: string | undefined;
  readonly position: string | undefined;
  /** The number of all subjects of the list. */
  readonly total: number | undefined;
};

/** A resource of the service as a view reads it; `V` is what the user has chosen of a list: filters and order. */
export type Resource<C, V> = ListRules<C, V> & {
  /** The feed's channel with the events of all subjects. */
  readonly channel: string;
  readonly eventOf: (event: FeedEvent) => SubjectEvent<C>;
  readonly page: (view: V, options: PageOptions) => Promise<Page<C>>;
  /** Undefined if there is no such subject, or if it is in the bin. */
  readonly find: (id: string, options: ReadOptions) => Promise<Subject<C> | undefined>;
  /** All events of a subject, oldest first, also of one in the bin; throws a NotFoundError if there never was one. */
  readonly history: (id: string, options: ReadOptions) => AsyncIterable<SubjectEvent<C>>;
};

/**
 *   loading   the first page is being read; rows may show the notes that are known
 *   ready     rows are complete down to the last page that was read
 *   more      the next page is being read
 *   failed    a page could not be read; `retry` continues
 */
type ListState = { readonly phase: 'loading' | 'ready' | 'more' | 'failed'; readonly error?: string };

const firstPage = 50;
const furtherPages = 100;
const retryMs = 5_000;
const recountMs = 3_000;

/** Reads the list, page by page. */
export class ListLoader<C, V> {
  readonly state = signal<ListState>({ phase: 'loading' });
  /** The number of all subjects; undefined while it is not known. */
  readonly total = signal<number | undefined>(undefined);
  readonly hasMore = signal(false);
  /** The number of subjects read for this list. */
  read = 0;
  readonly #resource: Resource<C, V>;
  readonly #store: SubjectStore<C, V>;
  #view: V;
  #cursor: string | undefined;
  #running = new AbortController();
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #countTimer: ReturnType<typeof setTimeout> | undefined;

  /** `view` is that of the first list. */
  constructor(resource: Resource<C, V>, store: SubjectStore<C, V>, view: V) {
    this.#resource = resource;
    this.#store = store;
    this.#view = view;
  }

  /** Reads the first page of a view. Resolves with the position that it reflects; undefined if it could not be read. */
  async begin(view: V): Promise<{ readonly position: string | undefined } | undefined> {
    this.stop();
    this.#running = new AbortController();
    this.#view = view;
    this.#cursor = undefined;
    this.state.value = { phase: 'loading' };
    return this.#read({ limit: firstPage, signal: this.#running.signal });
  }

  /** Reads the next page if there is one and nothing is being read. */
  async more(): Promise<void> {
    if (this.state.value.phase !== 'ready' || this.#cursor === undefined) return;
    this.state.value = { phase: 'more' };
    await this.#read({ limit: furtherPages, cursor: this.#cursor, signal: this.#running.signal });
  }

  async retry(): Promise<{ readonly position: string | undefined } | undefined> {
    clearTimeout(this.#retryTimer);
    if (this.#cursor === undefined) return this.begin(this.#view);
    this.state.value = { phase: 'ready' };
    await this.more();
    return undefined;
  }

  /** Updates the total soon, if it is more than the rows. */
  recount(): void {
    if (!this.hasMore.value) return;
    this.#countTimer ??= setTimeout(() => void this.#count(this.#running.signal), recountMs);
  }

  stop(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#countTimer);
    this.#countTimer = undefined;
    this.#running.abort();
  }

  async #read(options: PageOptions) {
    const { cursor: after, signal } = options;
    try {
      const { subjects, cursor, position, total } = await this.#resource.page(this.#view, options);
      if (signal.aborted) return undefined;
      const end = cursor === undefined ? undefined : subjects.at(-1);
      this.#cursor = cursor;
      batch(() => {
        this.read = after === undefined ? subjects.length : this.read + subjects.length;
        this.#store.learnAndShow(subjects, { view: this.#view, end });
        this.hasMore.value = cursor !== undefined;
        if (total !== undefined) this.total.value = total;
        this.state.value = { phase: 'ready' };
      });
      return { position };
    } catch (error) {
      if (signal.aborted) return undefined;
      batch(() => {
        // The known subjects are shown meanwhile.
        if (after === undefined) this.#store.show({ view: this.#view, end: undefined });
        this.state.value = { phase: 'failed', error: describeError(error) };
      });
      return undefined;
    }
  }

  async #count(signal: AbortSignal): Promise<void> {
    this.#countTimer = undefined;
    try {
      const { total } = await this.#resource.page(this.#view, { limit: 1, signal });
      if (!signal.aborted) this.total.value = total;
    } catch {
      // The total stays until the next change.
    }
  }

  /** Calls `retry` after a pause, unless something else is read by then. */
  retryLater(retry: () => void): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(retry, retryMs);
  }
}

/**
 *   loading   the subject is being read
 *   missing   there is no such subject and never was
 *   failed    it could not be read
 *   ready     the store has it
 */
type OpenState =
  | { readonly phase: 'loading' | 'missing' | 'ready' }
  | { readonly phase: 'failed'; readonly error: string };

/** Reads the open subject into the store, also if it is in the bin. */
export class OpenSubject<C, V> {
  readonly state = signal<OpenState>({ phase: 'ready' });
  readonly #resource: Resource<C, V>;
  readonly #store: SubjectStore<C, V>;
  #running = new AbortController();

  constructor(resource: Resource<C, V>, store: SubjectStore<C, V>) {
    this.#resource = resource;
    this.#store = store;
  }

  /** Reads a subject if it is not known, or `again` in any case. */
  async read(id: string, how: 'once' | 'again' = 'once'): Promise<void> {
    this.stop();
    this.#running = new AbortController();
    const { signal } = this.#running;
    const isKnown = this.#store.subjects.value.get(id)?.subject !== undefined;
    this.state.value = { phase: isKnown ? 'ready' : 'loading' };
    if (isKnown && how === 'once') return;
    try {
      const { find, history } = this.#resource;
      const subject = (await find(id, { signal })) ?? (await foldAll(history(id, { signal })));
      if (signal.aborted) return;
      if (subject !== undefined) this.#store.learn([subject]);
      this.state.value = { phase: subject === undefined ? 'missing' : 'ready' };
    } catch (error) {
      if (signal.aborted) return;
      this.state.value = isMissing(error) ? { phase: 'missing' } : { phase: 'failed', error: describeError(error) };
    }
  }

  stop(): void {
    this.#running.abort();
  }
}

async function foldAll<C>(history: AsyncIterable<SubjectEvent<C>>): Promise<Subject<C> | undefined> {
  const events: SubjectEvent<C>[] = [];
  for await (const event of history) events.push(event);
  return foldHistory(events);
}

const isMissing = (error: unknown): boolean =>
  error instanceof NotFoundError || (error as { readonly status?: number }).status === 422;
