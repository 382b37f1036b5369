import { useId, useState } from 'preact/hooks';
import { Button, Failure, RelativeTime } from '../controls.tsx';
import { LineDiff } from '../line-diff.tsx';
import {
  changedFields,
  type EventWords,
  eventSentence,
  foldHistory,
  type ListChoice,
  pickFields,
  type Subject,
  type SubjectEvent,
} from '../subjects/index.ts';
import { exactTime } from '../time.ts';
import { type ResourceView, type SubjectProps, titleOf } from './resource-view.ts';
import { useHistory } from './use-history.ts';

/** The events of a subject, and the subject at each of its versions. */
export function HistoryPanel<C extends object, V extends ListChoice>({ workspace, subject }: SubjectProps<C, V>) {
  const { shown, commands } = workspace;
  const [attempt, setAttempt] = useState(0);
  const { events, error, isLoading } = useHistory(workspace, subject.id, attempt);
  /** Undefined: the newest one, also after it has changed. */
  const [chosen, setChosen] = useState<number>();
  const newest = events.at(-1)?.version ?? subject.version;
  const version = Math.min(chosen ?? newest, newest);
  const past = foldHistory(events, version);
  const choose = (to: number): void => setChosen(to >= newest ? undefined : to);
  const restore = (): void => {
    const fields = Object.keys(shown.labels) as (keyof C)[];
    if (past !== undefined) commands.revise(subject, { ...shown.empty, ...pickFields<C>(fields, past) });
    setChosen(undefined);
  };
  return (
    <section class="history" aria-labelledby="history-title">
      <h3 id="history-title">History</h3>
      {error !== undefined && <Failure text={error} onRetry={() => setAttempt(attempt + 1)} />}
      {isLoading && events.length === 0 && <p class="hint">Loading…</p>}
      {newest > 1 && events.length > 0 && <TimeSlider events={events} version={version} onChoose={choose} />}
      {past !== undefined && version !== newest && <Past shown={shown} past={past} now={subject} onRestore={restore} />}
      <Timeline events={events} version={version} words={shown} onChoose={choose} />
    </section>
  );
}

type PastProps<C extends object, V extends ListChoice> = {
  readonly shown: ResourceView<C, V>;
  readonly past: Subject<C>;
  readonly now: Subject<C>;
  readonly onRestore: () => void;
};

/** A version of a subject, compared with the current one. */
function Past<C extends object, V extends ListChoice>({ shown, past, now, onRestore }: PastProps<C, V>) {
  const { labels, text, valueText } = shown;
  const fields = Object.keys(labels) as (keyof C & string)[];
  const differing = fields.filter((field) => field in changedFields<C>(fields, now, past));
  const [before, after] = text === undefined ? ['', ''] : [String(now[text]), String(past[text])];
  return (
    <article class="past" aria-label={`Version ${past.version}`}>
      <h4>{titleOf(shown, past)}</h4>
      {past.deleted_at !== undefined && <p class="notice">It was moved to the bin here.</p>}
      <dl class="past-fields">
        {differing
          .filter((field) => field !== shown.title && field !== text)
          .map((field) => (
            <div key={field}>
              <dt>{labels[field]}</dt>
              <dd>
                {valueText(field, past) || 'none'} <span class="hint">(now {valueText(field, now) || 'none'})</span>
              </dd>
            </div>
          ))}
      </dl>
      {differing.length === 0 && <p class="hint">All is the same as now.</p>}
      {before !== after && <LineDiff before={before} after={after} label="From the current text to this version" />}
      {differing.length > 0 && now.deleted_at === undefined && (
        <Button onClick={onRestore}>Restore as version {now.version + 1}</Button>
      )}
    </article>
  );
}

type EventsProps<C> = {
  readonly events: readonly SubjectEvent<C>[];
  readonly version: number;
  readonly onChoose: (version: number) => void;
};

/** Selects a version. */
function TimeSlider<C>({ events, version, onChoose }: EventsProps<C>) {
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

type TimelineProps<C> = EventsProps<C> & { readonly words: EventWords<C> };

const atATime = 100;

/** Newest first; older ones on demand. */
function Timeline<C>({ events, version, words, onChoose }: TimelineProps<C>) {
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
                  <b>{event.actor}</b> {eventSentence(event, words)}
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
