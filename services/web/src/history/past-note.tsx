import { LineDiff } from '../conflict/line-diff.tsx';
import type { AnyNote } from '../domain/any-note.ts';
import { Priority } from '../list/note-row.tsx';

type Props = {
  readonly past: AnyNote;
  readonly now: AnyNote;
  readonly canRestore: boolean;
  readonly onRestore: () => void;
};

/** A note as it was, against what it is now. */
export const PastNote = ({ past, now, canRestore, onRestore }: Props) => (
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
