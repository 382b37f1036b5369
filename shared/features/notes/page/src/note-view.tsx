import {
  Button,
  describeVisitors,
  exactTime,
  focusNeighbour,
  headingId,
  isNarrow,
  RelativeTime,
  visit,
  visitors,
} from '@notes/page';
import type { PendingWrite } from '@notes/page/subjects';
import { useEffect, useRef } from 'preact/hooks';
import { type AnyNote, type Content, contentOf, remarksOn } from './content.ts';
import { savingWords } from './note-list.tsx';
import { drafts, isHistoryOpen } from './view-state.ts';
import type { NotesWorkspace } from './workspace.ts';

type Props = { readonly workspace: NotesWorkspace; readonly note: AnyNote };

/** A note to read. */
export function NoteView({ workspace, note }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { id } = note;
  useEffect(() => {
    // Where the note replaces the list, or a form, it gets the focus. Elsewhere the focus stays where it is.
    if (isNarrow() || document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [id]);
  const isSaved = note.version > 0;
  return (
    <article class="note" aria-labelledby={headingId}>
      <header class="note-head">
        <h2 id={headingId} ref={heading} tabIndex={-1}>
          {note.title}
        </h2>
        <p class="note-meta">
          <span>{note.created_by}</span>
          <RelativeTime time={note.updated_at} />
          {isSaved && <span>version {note.version}</span>}
          {remarksOn(note).map((remark) => (
            <span key={remark}>{remark}</span>
          ))}
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
      <Button disabled={!isSaved} onClick={() => drafts.keep(note.id, { base: note, content: contentOf(note) })}>
        Edit
      </Button>
      <HistoryButton isSaved={isSaved} />
      <Button disabled={!isSaved} onClick={() => removeNote(workspace, note)}>
        Delete
      </Button>
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
        <Button kind="primary" onClick={() => workspace.commands.restore(note)}>
          Restore
        </Button>
        <HistoryButton isSaved />
      </div>
    </>
  );
}

const HistoryButton = ({ isSaved }: { readonly isSaved: boolean }) => (
  <Button
    disabled={!isSaved}
    aria-expanded={isHistoryOpen.value}
    onClick={() => {
      isHistoryOpen.value = !isHistoryOpen.value;
    }}
  >
    History
  </Button>
);

/** Moves the open note to the bin. The focus goes to the row that takes its place. */
function removeNote({ store, commands }: NotesWorkspace, note: AnyNote): void {
  const rows = store.rows.value;
  commands.remove(note);
  focusNeighbour(rows, note.id);
}

type SavingStateProps = { readonly writes: readonly PendingWrite<Content>[]; readonly id: string };

/** The state of this page's last write of the note; empty once the feed has delivered it. */
function SavingState({ writes, id }: SavingStateProps) {
  const write = writes.findLast((one) => one.id === id);
  return (
    <span class="saving" role="status" data-saving={write?.state}>
      {write === undefined ? '' : savingWords[write.state]}
    </span>
  );
}

type VisitorsLineProps = { readonly workspace: NotesWorkspace; readonly id: string };

/** Who else has this note open. */
function VisitorsLine({ workspace: { client }, id }: VisitorsLineProps) {
  useEffect(() => visit(client, `note-${id}`), [client, id]);
  const text = describeVisitors(visitors.value, 'note');
  return (
    <p class="visitors" role="status">
      {text}
    </p>
  );
}
