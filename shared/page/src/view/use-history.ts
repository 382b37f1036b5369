import type { FeedEvent } from '@notes/client';
import { useEffect, useState } from 'preact/hooks';
import { describeError } from '../messages.ts';
import { appendEvents, type ListChoice, type Resource, type SubjectEvent } from '../subjects/index.ts';
import type { ViewWorkspace } from './resource-view.ts';

type HistoryState<C> = {
  readonly events: readonly SubjectEvent<C>[];
  readonly error: string | undefined;
  readonly isLoading: boolean;
};

/** A subject's events: read once, then kept up to date from the feed. Another `attempt` reads again. */
export function useHistory<C extends object, V extends ListChoice>(
  { resource, events: feed }: ViewWorkspace<C, V>,
  id: string,
  attempt: number,
): HistoryState<C> {
  const [state, setState] = useState<HistoryState<C>>(nothing);
  useEffect(() => {
    const running = new AbortController();
    const { signal } = running;
    /** The events from the feed while the history is being read. */
    let early: readonly SubjectEvent<C>[] | undefined = [];
    const read = async (): Promise<void> => {
      const events: SubjectEvent<C>[] = [];
      for await (const event of resource.history(id, { signal })) events.push(event);
      setState({ events: appendEvents(events, early ?? []), error: undefined, isLoading: false });
      early = undefined;
    };
    const fail = (error: unknown): void => {
      if (!signal.aborted) setState((before) => ({ ...before, error: describeError(error), isLoading: false }));
    };
    const stop = feed.add((events) => {
      const own = ofSubject(resource, events, id);
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
  }, [resource, feed, id, attempt]);
  return state;
}

const nothing = { events: [], error: undefined, isLoading: true };

const ofSubject = <C, V>(
  { channel, eventOf }: Resource<C, V>,
  events: readonly FeedEvent[],
  id: string,
): readonly SubjectEvent<C>[] =>
  events
    .filter((event) => event.channel === channel)
    .map(eventOf)
    .filter((event) => event.id === id);
