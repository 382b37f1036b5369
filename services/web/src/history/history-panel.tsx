import type { PastEvent } from '@notes/client';
import { useId, useState } from 'preact/hooks';
import { LineDiff } from '../conflict/line-diff.tsx';
import { type AnyNote, contentOf } from '../domain/any-note.ts';
import { foldHistory } from '../domain/apply-events.ts';
import { changedFields } from '../domain/merge-fields.ts';
import { exactTime } from '../domain/relative-time.ts';
import { Priority } from '../list/note-row.tsx';
import type { Workspace } from '../store/create-workspace.ts';
import { Timeline } from './timeline.tsx';
import { useHistory } from './use-history.ts';

type Props = { readonly workspace: Workspace; readonly note: AnyNote };

/** What has happened to a note, and the note as it was at any time. */
export function HistoryPanel({ workspace, note }: Props) {
  const [attempt, setAttempt] = useState(0);
  const { events, error, isLoading } = useHistory(workspace, note.id, attempt);
  /** Undefined: the newest one, also when there is a newer one. */
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
    past !== undefined && note.deleted_at === undefined && Object.keys(changedFields(note, past)).length > 0;
  return (
    <section class="history" aria-labelledby="history-title">
      <h3 id="history-title">History</h3>
      {error !== undefined && (
        <div class="notice" role="alert">
          <p>{error}</p>
          <button type="button" class="button" onClick={() => setAttempt(attempt + 1)}>
            Try again
          </button>
        </div>
      )}
      {isLoading && events.length === 0 && <p class="hint">Reading…</p>}
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

/** A note as it was, against what it is now. */
const PastNote = ({ past, now, canRestore, onRestore }: PastNoteProps) => (
  <article class="past" aria-label={`Version ${past.version}`}>
    <h4>
      {past.title} {past.priority !== 0 && <Priority value={past.priority} />}
    </h4>
    {past.deleted_at !== undefined && <p class="notice">It was put into the bin here.</p>}
    {past.description === now.description ? (
      <p class="hint">The text was the same as now.</p>
    ) : (
      <LineDiff before={now.description} after={past.description} label="From the text of now to the text of then" />
    )}
    {canRestore && (
      <button type="button" class="button" onClick={onRestore}>
        Make it version {now.version + 1}
      </button>
    )}
  </article>
);

type TimeSliderProps = {
  readonly events: readonly PastEvent[];
  readonly version: number;
  readonly onChoose: (version: number) => void;
};

/** Goes back in time. */
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
