import { type NoteEvent, type NotesClient, NotFoundError } from '@notes/client';
import { signal } from '@preact/signals';
import { foldHistory } from '../domain/apply-events.ts';
import type { NotesStore } from './notes-store.ts';
import { sayError } from './say-error.ts';

/**
 *   loading   it is being read
 *   missing   there is no such note and never was
 *   failed    nobody could say
 *   ready     what the store knows of it is all there is
 */
export type OpenState =
  | { readonly phase: 'loading' | 'missing' | 'ready' }
  | { readonly phase: 'failed'; readonly error: string };

/** Sees to it that the store knows one note, also if it is in the bin. */
export class OpenNote {
  readonly state = signal<OpenState>({ phase: 'ready' });
  readonly #client: NotesClient;
  readonly #store: NotesStore;
  #running = new AbortController();

  constructor(client: NotesClient, store: NotesStore) {
    this.#client = client;
    this.#store = store;
  }

  /** Reads it if it is not known, or `again` in any case. */
  async read(id: string, how: 'once' | 'again' = 'once'): Promise<void> {
    this.stop();
    this.#running = new AbortController();
    const { signal } = this.#running;
    const isKnown = this.#store.notes.value.get(id)?.note !== undefined;
    this.state.value = { phase: isKnown ? 'ready' : 'loading' };
    if (isKnown && how === 'once') return;
    try {
      const note = (await this.#client.notes.find(id, { signal })) ?? (await this.#fromHistory(id, signal));
      if (signal.aborted) return;
      if (note !== undefined) this.#store.learn([note]);
      this.state.value = { phase: note === undefined ? 'missing' : 'ready' };
    } catch (error) {
      if (signal.aborted) return;
      this.state.value = isNoNote(error) ? { phase: 'missing' } : { phase: 'failed', error: sayError(error) };
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
