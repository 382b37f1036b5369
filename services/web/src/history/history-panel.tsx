import { useState } from 'preact/hooks';
import { type AnyNote, contentOf } from '../domain/any-note.ts';
import { foldHistory } from '../domain/fold-history.ts';
import { changedFields } from '../domain/merge-fields.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { PastNote } from './past-note.tsx';
import { TimeSlider } from './time-slider.tsx';
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
