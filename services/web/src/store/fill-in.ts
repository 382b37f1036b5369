import type { NotesClient } from '@notes/client';
import type { NotesStore } from './notes-store.ts';

/** More at once are not worth their requests: the list is read anew instead. */
const mostAtOnce = 60;
const atATime = 6;

type FillInConfig = {
  readonly client: NotesClient;
  readonly store: NotesStore;
  /** There are too many to read one by one. */
  readonly onTooMany: () => void;
  readonly signal: AbortSignal;
};

/** Reads notes of which it is known only that they have changed. Returns what takes more of them. */
export function fillIn({ client, store, onTooMany, signal }: FillInConfig): (ids: ReadonlySet<string>) => void {
  const waiting = new Set<string>();
  let running = 0;
  const readNext = async (): Promise<void> => {
    const [id] = waiting;
    if (id === undefined || signal.aborted) return;
    waiting.delete(id);
    running += 1;
    try {
      const note = await client.notes.find(id, { signal });
      if (note !== undefined) store.learn([note]);
    } catch {
      // It is read when the list comes to it, or when it is opened.
    }
    running -= 1;
    await readNext();
  };
  return (ids) => {
    for (const id of ids) waiting.add(id);
    if (waiting.size > mostAtOnce) {
      waiting.clear();
      onTooMany();
    }
    for (let free = Math.min(atATime - running, waiting.size); free > 0; free -= 1) void readNext();
  };
}
