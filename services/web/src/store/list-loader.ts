import type { NoteQuery, NotesClient } from '@notes/client';
import { batch, signal } from '@preact/signals';
import { everything, type ListView } from '../domain/list-view.ts';
import type { NotesStore } from './notes-store.ts';
import { sayError } from './say-error.ts';

/**
 *   loading   the first page is on its way; rows may show what is known already
 *   ready     rows are complete down to the last page that was read
 *   more      the next page is on its way
 *   failed    a page could not be read; `retry` goes on
 */
export type ListState = { readonly phase: 'loading' | 'ready' | 'more' | 'failed'; readonly error?: string };

const firstPage = 50;
const furtherPages = 100;
const retryMs = 5_000;
const recountMs = 3_000;

/** Reads the list, page by page. */
export class ListLoader {
  readonly state = signal<ListState>({ phase: 'loading' });
  /** How many notes there are; undefined while nobody has said. */
  readonly total = signal<number | undefined>(undefined);
  readonly hasMore = signal(false);
  /** How many notes were read for this list. */
  read = 0;
  readonly #client: NotesClient;
  readonly #store: NotesStore;
  #view: ListView = everything;
  #next: NoteQuery | undefined;
  #running = new AbortController();
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #countTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: NotesClient, store: NotesStore) {
    this.#client = client;
    this.#store = store;
  }

  /** Begins with another view, or anew. Resolves with the position that the first page has seen; undefined: it could not be read. */
  async begin(view: ListView): Promise<{ readonly position: string | undefined } | undefined> {
    this.stop();
    this.#running = new AbortController();
    this.#view = view;
    this.#next = undefined;
    this.state.value = { phase: 'loading' };
    const query = { ...queryOf(view), limit: firstPage, count: true };
    return this.#read(query, this.#running.signal);
  }

  /** Reads the next page if there is one and nothing is being read. */
  async more(): Promise<void> {
    if (this.state.value.phase !== 'ready' || this.#next === undefined) return;
    this.state.value = { phase: 'more' };
    await this.#read({ ...this.#next, limit: furtherPages }, this.#running.signal);
  }

  async retry(): Promise<{ readonly position: string | undefined } | undefined> {
    clearTimeout(this.#retryTimer);
    if (this.#next === undefined) return this.begin(this.#view);
    this.state.value = { phase: 'ready' };
    await this.more();
    return undefined;
  }

  /** Has the total brought up to date soon, where the rows do not tell it. */
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

  async #read(query: NoteQuery, signal: AbortSignal) {
    try {
      const { notes, next, position, total } = await this.#client.notes.page(query, { signal });
      if (signal.aborted) return undefined;
      const end = next === undefined ? undefined : notes.at(-1);
      this.#next = next;
      batch(() => {
        this.read = query.cursor === undefined ? notes.length : this.read + notes.length;
        this.#store.learnAndShow(notes, { view: this.#view, end });
        this.hasMore.value = next !== undefined;
        if (total !== undefined) this.total.value = total;
        this.state.value = { phase: 'ready' };
      });
      return { position };
    } catch (error) {
      if (signal.aborted) return undefined;
      batch(() => {
        // What is known serves as well as it can.
        if (query.cursor === undefined) this.#store.show({ view: this.#view, end: undefined });
        this.state.value = { phase: 'failed', error: sayError(error) };
      });
      return undefined;
    }
  }

  async #count(signal: AbortSignal): Promise<void> {
    this.#countTimer = undefined;
    try {
      const { total } = await this.#client.notes.page({ ...queryOf(this.#view), limit: 1, count: true }, { signal });
      if (!signal.aborted) this.total.value = total;
    } catch {
      // The number before stands until the next change.
    }
  }

  /** Tries again by itself after a while, as long as nothing else is asked for. */
  retryLater(retry: () => void): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(retry, retryMs);
  }
}

const queryOf = ({ search, author, priority, order, bin }: ListView): NoteQuery => ({
  order_by: order,
  ...(search === '' ? {} : { search }),
  ...(author === '' ? {} : { created_by: author }),
  ...(priority === undefined ? {} : { priority }),
  ...(bin ? { deleted: true } : {}),
});
