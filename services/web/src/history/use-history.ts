import type { FeedEvent, PastEvent } from '@notes/client';
import { useEffect, useState } from 'preact/hooks';
import { appendEvents } from '../domain/apply-events.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { sayError } from '../store/say-error.ts';

export type HistoryState = {
  readonly events: readonly PastEvent[];
  readonly error: string | undefined;
  readonly isLoading: boolean;
};

const nothing: HistoryState = { events: [], error: undefined, isLoading: true };
const perPage = 100;

/** A note's events: read once, then kept up to date by the feed. Another `attempt` reads again. */
export function useHistory({ client, wire }: Workspace, id: string, attempt: number): HistoryState {
  const [state, setState] = useState(nothing);
  useEffect(() => {
    const running = new AbortController();
    const { signal } = running;
    /** What the feed tells while the history is read. */
    let early: readonly PastEvent[] | undefined = [];
    const read = async (): Promise<void> => {
      const events: PastEvent[] = [];
      for await (const event of client.notes.history(id, { limit: perPage, signal })) events.push(event);
      setState({ events: appendEvents(events, early ?? []), error: undefined, isLoading: false });
      early = undefined;
    };
    const fail = (error: unknown): void => {
      if (!signal.aborted) setState((before) => ({ ...before, error: sayError(error), isLoading: false }));
    };
    const stop = wire.onEvents((events) => {
      const own = ofNote(events, id);
      if (own.length === 0) return;
      if (early !== undefined) early = [...early, ...own];
      else setState((before) => ({ ...before, events: appendEvents(before.events, own) }));
    });
    setState(nothing);
    read().catch(fail);
    return () => {
      stop();
      running.abort();
    };
  }, [client, wire, id, attempt]);
  return state;
}

const ofNote = (events: readonly FeedEvent[], id: string): readonly PastEvent[] =>
  events.filter(({ data }) => data.note_id === id).map(({ data, position }) => ({ ...data, position }));
