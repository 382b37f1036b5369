import type { FeedEvent, PastEvent } from '@notes/client';
import { Button, describeError, exactTime, Failure, LineDiff, RelativeTime } from '@notes/page';
import { useEffect, useId, useState } from 'preact/hooks';
import { type AnyNote, changedContent, contentOf } from './content.ts';
import { appendEvents, eventSentence, foldHistory } from './events.ts';
import { Priority } from './note-list.tsx';
import type { NotesWorkspace } from './workspace.ts';

type Props = { readonly workspace: NotesWorkspace; readonly note: AnyNote };

/** The events of a note, and the note at each of its versions. */
export function HistoryPanel({ workspace, note }: Props) {
  const [attempt, setAttempt] = useState(0);
  const { events, error, isLoading } = useHistory(workspace, note.id, attempt);
  /** Undefined: the newest one, also after it has changed. */
  const [chosen, setChosen] = useState<number>();
  const newest = events.at(-1)?.version ?? note.version;
  const version = Math.min(chosen ?? newest, newest);
  const past = foldHistory(events, version);
  const choose = (to: number): void => setChosen(to >= newest ? undefined : to);
  const restore = (): void => {
    if (past !== undefined) workspace.commands.revise(note, contentOf(past));
    setChosen(undefined);
  };
  const canRestore =
    past !== undefined && note.deleted_at === undefined && Object.keys(changedContent(note, past)).length > 0;
  return (
    <section class="history" aria-labelledby="history-title">
      <h3 id="history-title">History</h3>
      {error !== undefined && <Failure text={error} onRetry={() => setAttempt(attempt + 1)} />}
      {isLoading && events.length === 0 && <p class="hint">Loading…</p>}
      {newest > 1 && events.length > 0 && <TimeSlider events={events} version={version} onChoose={choose} />}
      {past !== undefined && version !== newest && (
        <PastNote past={past} now={note} canRestore={canRestore} onRestore={restore} />
      )}
      <Timeline events={events} version={version} onChoose={choose} />
    </section>
  );
}

type PastNoteProps = {
  readonly past: AnyNote;
  readonly now: AnyNote;
  readonly canRestore: boolean;
  readonly onRestore: () => void;
};

/** A version of a note, compared with the current one. */
const PastNote = ({ past, now, canRestore, onRestore }: PastNoteProps) => (
  <article class="past" aria-label={`Version ${past.version}`}>
    <h4>
      {past.title} {past.priority !== 0 && <Priority value={past.priority} />}
    </h4>
    {past.deleted_at !== undefined && <p class="notice">It was moved to the bin here.</p>}
    {past.description === now.description ? (
      <p class="hint">The text is the same as now.</p>
    ) : (
      <LineDiff before={now.description} after={past.description} label="From the current text to this version" />
    )}
    {canRestore && <Button onClick={onRestore}>Restore as version {now.version + 1}</Button>}
  </article>
);

type TimeSliderProps = {
  readonly events: readonly PastEvent[];
  readonly version: number;
  readonly onChoose: (version: number) => void;
};

/** Selects a version. */
function TimeSlider({ events, version, onChoose }: TimeSliderProps) {
  const id = useId();
  const newest = events.at(-1)?.version ?? version;
  const event = events.find((one) => one.version === version);
  const when = event === undefined ? '' : exactTime(event.time);
  return (
    <div class="field slider">
      <label for={id}>
        Version {version} of {newest}
      </label>
      <input
        id={id}
        type="range"
        min={1}
        max={newest}
        step={1}
        value={version}
        aria-valuetext={`version ${version}, ${when}`}
        onInput={({ currentTarget }) => onChoose(currentTarget.valueAsNumber)}
      />
      <span class="hint">{when}</span>
    </div>
  );
}

type TimelineProps = {
  readonly events: readonly PastEvent[];
  readonly version: number;
  readonly onChoose: (version: number) => void;
};

const atATime = 100;

/** Newest first; older ones on demand. */
function Timeline({ events, version, onChoose }: TimelineProps) {
  const [most, setMost] = useState(atATime);
  return (
    <>
      <ol class="timeline" reversed start={events.length}>
        {events
          .slice(-most)
          .toReversed()
          .map((event) => (
            <li key={event.version} data-chosen={event.version === version}>
              <button type="button" aria-pressed={event.version === version} onClick={() => onChoose(event.version)}>
                <span class="timeline-version">{event.version}</span>
                <span>
                  <b>{event.actor}</b> {eventSentence(event)}
                </span>
                <RelativeTime time={event.time} />
              </button>
            </li>
          ))}
      </ol>
      {events.length > most && <Button onClick={() => setMost(most + atATime)}>Show older</Button>}
    </>
  );
}

type HistoryState = {
  readonly events: readonly PastEvent[];
  readonly error: string | undefined;
  readonly isLoading: boolean;
};

const nothing: HistoryState = { events: [], error: undefined, isLoading: true };
const perPage = 100;

/** A note's events: read once, then kept up to date from the feed. Another `attempt` reads again. */
function useHistory({ client, events: feed }: NotesWorkspace, id: string, attempt: number): HistoryState {
  const [state, setState] = useState(nothing);
  useEffect(() => {
    const running = new AbortController();
    const { signal } = running;
    /** The events from the feed while the history is being read. */
    let early: readonly PastEvent[] | undefined = [];
    const read = async (): Promise<void> => {
      const events: PastEvent[] = [];
      for await (const event of client.notes.history(id, { limit: perPage, signal })) events.push(event);
      setState({ events: appendEvents(events, early ?? []), error: undefined, isLoading: false });
      early = undefined;
    };
    const fail = (error: unknown): void => {
      if (!signal.aborted) setState((before) => ({ ...before, error: describeError(error), isLoading: false }));
    };
    const stop = feed.add((events) => {
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
  }, [client, feed, id, attempt]);
  return state;
}

const ofNote = (events: readonly FeedEvent[], id: string): readonly PastEvent[] =>
  events.flatMap(({ data, position }) => ('note_id' in data && data.note_id === id ? [{ ...data, position }] : []));
