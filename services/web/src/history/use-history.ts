import type { NotesClient, PastEvent } from '@notes/client';
import { useEffect, useState } from 'preact/hooks';
import { sayError } from '../store/say-error.ts';

export type HistoryState = {
  readonly events: readonly PastEvent[];
  readonly error: string | undefined;
  readonly isLoading: boolean;
};

const perPage = 100;

/** A note's events up to a version, read again from the last one on when there is a newer one. `retry`: another number tries again. */
export function useHistory(client: NotesClient, id: string, version: number, retry: number): HistoryState {
  const [state, setState] = useState<HistoryState>({ events: [], error: undefined, isLoading: true });
  useEffect(() => {
    const running = new AbortController();
    const { signal } = running;
    const read = async (): Promise<void> => {
      const events: PastEvent[] = [];
      try {
        for await (const event of client.notes.history(id, { limit: perPage, signal })) events.push(event);
        if (!signal.aborted) setState({ events, error: undefined, isLoading: false });
      } catch (error) {
        if (!signal.aborted) setState((before) => ({ ...before, error: sayError(error), isLoading: false }));
      }
    };
    void read();
    return () => running.abort();
  }, [client, id, version, retry]);
  return state;
}
