import { type NoteEvent, type NoteQuery, type NotesClient, NotFoundError } from '@notes/client';
import { describeError } from '@notes/page';
import { batch, signal } from '@preact/signals';
import { foldHistory } from './events.ts';
import type { NotesStore } from './notes-store.ts';
import { everything, type ListView } from './route.ts';

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
export class ListLoader {
  readonly state = signal<ListState>({ phase: 'loading' });
  /** The number of all notes; undefined while it is not known. */
  readonly total = signal<number | undefined>(undefined);
  readonly hasMore = signal(false);
  /** The number of notes read for this list. */
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

  /** Reads the first page of a view. Resolves with the position that it reflects; undefined if it could not be read. */
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
        // The known notes are shown meanwhile.
        if (query.cursor === undefined) this.#store.show({ view: this.#view, end: undefined });
        this.state.value = { phase: 'failed', error: describeError(error) };
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
      // The total stays until the next change.
    }
  }

  /** Calls `retry` after a pause, unless something else is read by then. */
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

/**
 *   loading   the note is being read
 *   missing   there is no such note and never was
 *   failed    it could not be read
 *   ready     the store has it
 */
type OpenState =
  | { readonly phase: 'loading' | 'missing' | 'ready' }
  | { readonly phase: 'failed'; readonly error: string };

/** Reads the open note into the store, also if it is in the bin. */
export class OpenNote {
  readonly state = signal<OpenState>({ phase: 'ready' });
  readonly #client: NotesClient;
  readonly #store: NotesStore;
  #running = new AbortController();

  constructor(client: NotesClient, store: NotesStore) {
    this.#client = client;
    this.#store = store;
  }

  /** Reads a note if it is not known, or `again` in any case. */
  async read(id: string, how: 'once' | 'again' = 'once'): Promise<void> {
    this.stop();
    this.#running = new AbortController();
    const { signal } = this.#running;
    const isKnown = this.#store.notes.value.get(id)?.subject !== undefined;
    this.state.value = { phase: isKnown ? 'ready' : 'loading' };
    if (isKnown && how === 'once') return;
    try {
      const note = (await this.#client.notes.find(id, { signal })) ?? (await this.#fromHistory(id, signal));
      if (signal.aborted) return;
      if (note !== undefined) this.#store.learn([note]);
      this.state.value = { phase: note === undefined ? 'missing' : 'ready' };
    } catch (error) {
      if (signal.aborted) return;
      this.state.value = isNoNote(error) ? { phase: 'missing' } : { phase: 'failed', error: describeError(error) };
    }
  }

  stop(): void {
    this.#running.abort();
  }

  async #fromHistory(id: string, signal: AbortSignal) {
    const events: NoteEvent[] = [];
    for await (const event of this.#client.notes.history(id, { signal, limit: 100 })) events.push(event);
    return foldHistory(events);
  }
}

const isNoNote = (error: unknown): boolean =>
  error instanceof NotFoundError || (error as { readonly status?: number }).status === 422;
