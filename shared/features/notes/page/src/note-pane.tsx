import { Failure, Icon, Lazy, Link } from '@notes/page';
import { newId } from '@notes/page/subjects';
import { useEffect } from 'preact/hooks';
import { emptyContent } from './content.ts';
import { NoteForm } from './note-form.tsx';
import { NoteView } from './note-view.tsx';
import { addressOf, drafts, isHistoryOpen } from './view-state.ts';
import type { NotesWorkspace } from './workspace.ts';

const loadHistory = () => import('./history-panel.tsx').then(({ HistoryPanel }) => HistoryPanel);

type Props = { readonly workspace: NotesWorkspace; readonly id: string | undefined };

/** The open note, its form, or why there is none. */
export function NotePane({ workspace, id }: Props) {
  useEffect(() => {
    if (id !== undefined && id !== newId) void workspace.open.read(id);
  }, [workspace, id]);
  return (
    <section class="pane" aria-label="Note">
      {id === undefined ? (
        <NoNote />
      ) : (
        <>
          <Link class="button quiet to-list" href={addressOf({ open: undefined })}>
            <Icon name="back" /> All notes
          </Link>
          <Open key={id} workspace={workspace} id={id} />
        </>
      )}
    </section>
  );
}

function Open({ workspace, id }: { readonly workspace: NotesWorkspace; readonly id: string }) {
  const { store, open } = workspace;
  const draft = drafts.all.value.get(id) ?? (id === newId ? { base: undefined, content: emptyContent } : undefined);
  if (draft !== undefined) return <NoteForm workspace={workspace} id={id} draft={draft} />;
  const note = store.subjects.value.get(id)?.subject;
  if (note === undefined) return <NotThere state={open.state.value} onRetry={() => void open.read(id)} />;
  return (
    <>
      <NoteView workspace={workspace} note={note} />
      {isHistoryOpen.value && note.version > 0 && <Lazy load={loadHistory} props={{ workspace, note }} />}
    </>
  );
}

type NotThereProps = { readonly state: NotesWorkspace['open']['state']['value']; readonly onRetry: () => void };

function NotThere({ state, onRetry }: NotThereProps) {
  if (state.phase === 'missing')
    return (
      <div class="nothing">
        <h2>There is no such note.</h2>
        <p>The address may be incomplete.</p>
      </div>
    );
  if (state.phase === 'failed') return <Failure text={state.error} onRetry={onRetry} />;
  return (
    <div class="skeleton" role="status">
      <span class="unseen">Loading the note</span>
      <div class="skeleton-title" />
      <div class="skeleton-row" />
    </div>
  );
}

const NoNote = () => (
  <div class="nothing">
    <p>Select a note, or create one.</p>
    <p class="hint">
      <kbd>j</kbd> <kbd>k</kbd> move, <kbd>n</kbd> creates, <kbd>?</kbd> lists all keys.
    </p>
  </div>
);
