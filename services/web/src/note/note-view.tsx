import { useEffect, useRef } from 'preact/hooks';
import { isHistoryOpen, isNarrow } from '../app/panels.ts';
import { type AnyNote, contentOf } from '../domain/any-note.ts';
import type { PendingWrite } from '../domain/pending-write.ts';
import { sayWho } from '../domain/presence.ts';
import { exactTime, relativeTime } from '../domain/relative-time.ts';
import { focusWish } from '../list/cursor.ts';
import { savingWords } from '../list/note-row.tsx';
import { now } from '../store/clock.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { keepDraft } from '../store/drafts.ts';
import { visitNote, visitors } from '../store/presence-room.ts';

type Props = { readonly workspace: Workspace; readonly note: AnyNote };

/** A note to read. */
export function NoteView({ workspace, note }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { id } = note;
  useEffect(() => {
    // Where the note takes the place of the list, or of a form, the focus goes along. Elsewhere it stays where it is.
    if (isNarrow() || document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [id]);
  const isSaved = note.version > 0;
  return (
    <article class="note" aria-labelledby="note-title">
      <header class="note-head">
        <h2 id="note-title" ref={heading} tabIndex={-1}>
          {note.title}
        </h2>
        <p class="note-meta">
          <span>{note.created_by}</span>
          <time dateTime={note.updated_at} title={exactTime(note.updated_at)}>
            {relativeTime(note.updated_at, now.value)}
          </time>
          {isSaved && <span>version {note.version}</span>}
          {note.priority !== 0 && <span>priority {note.priority}</span>}
          <SavingState writes={workspace.store.writes.value} id={id} />
        </p>
        {isSaved && <VisitorsLine workspace={workspace} id={id} />}
      </header>
      {note.deleted_at === undefined ? (
        <Actions workspace={workspace} note={note} isSaved={isSaved} />
      ) : (
        <InBin workspace={workspace} note={note} time={note.deleted_at} />
      )}
      {note.description === '' ? <p class="no-text">No text.</p> : <p class="note-text">{note.description}</p>}
    </article>
  );
}

function Actions({ workspace, note, isSaved }: Props & { readonly isSaved: boolean }) {
  return (
    <div class="actions">
      <button
        type="button"
        class="button"
        disabled={!isSaved}
        onClick={() => keepDraft(note.id, { base: note, content: contentOf(note) })}
      >
        Edit
      </button>
      <HistoryButton isSaved={isSaved} />
      <button type="button" class="button" disabled={!isSaved} onClick={() => removeNote(workspace, note)}>
        Delete
      </button>
    </div>
  );
}

function InBin({ workspace, note, time }: Props & { readonly time: string }) {
  return (
    <>
      <p class="notice">
        <span>
          In the bin since <time dateTime={time}>{exactTime(time)}</time>.
        </span>
      </p>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => workspace.commands.restore(note)}>
          Restore
        </button>
        <HistoryButton isSaved />
      </div>
    </>
  );
}

const HistoryButton = ({ isSaved }: { readonly isSaved: boolean }) => (
  <button
    type="button"
    class="button"
    disabled={!isSaved}
    aria-expanded={isHistoryOpen.value}
    onClick={() => {
      isHistoryOpen.value = !isHistoryOpen.value;
    }}
  >
    History
  </button>
);

/** Puts the open note into the bin. The focus goes to the row that takes its place. */
function removeNote({ store, commands }: Workspace, note: AnyNote): void {
  const rows = store.rows.value;
  const at = rows.findIndex(({ id }) => id === note.id);
  const next = at === -1 ? rows[0] : (rows[at + 1] ?? rows[at - 1]);
  commands.remove(note);
  if (next !== undefined) focusWish.value = { id: next.id };
}

type SavingStateProps = { readonly writes: readonly PendingWrite[]; readonly id: string };

/** How far the last change of this page has got: nothing once everybody can see it. */
function SavingState({ writes, id }: SavingStateProps) {
  const write = writes.findLast(({ noteId }) => noteId === id);
  return (
    <span class="saving" role="status" data-saving={write?.state}>
      {write === undefined ? '' : savingWords[write.state]}
    </span>
  );
}

type VisitorsLineProps = { readonly workspace: Workspace; readonly id: string };

/** Who else has this note open. */
function VisitorsLine({ workspace: { client }, id }: VisitorsLineProps) {
  useEffect(() => visitNote(client, id), [client, id]);
  const text = sayWho(visitors.value);
  return (
    <p class="visitors" role="status">
      {text}
    </p>
  );
}
