import { useEffect } from 'preact/hooks';
import { Icon } from '../app/icon.tsx';
import { Lazy } from '../app/lazy.tsx';
import { Link } from '../app/link.tsx';
import { isHistoryOpen } from '../app/panels.ts';
import { emptyContent } from '../domain/any-note.ts';
import { newNote } from '../domain/route.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { drafts } from '../store/drafts.ts';
import { NoteForm } from './note-form.tsx';
import { NoteView } from './note-view.tsx';

const loadHistory = () => import('../history/history-panel.tsx').then(({ HistoryPanel }) => HistoryPanel);

type Props = { readonly workspace: Workspace; readonly id: string | undefined };

/** The open note, whatever there is to say of it. */
export function NotePane({ workspace, id }: Props) {
  useEffect(() => {
    if (id !== undefined && id !== newNote) void workspace.open.read(id);
  }, [workspace, id]);
  return (
    <section class="pane" aria-label="Note">
      {id === undefined ? (
        <NoNote />
      ) : (
        <>
          <Link class="button quiet to-list" to={{ open: undefined }}>
            <Icon name="back" /> All notes
          </Link>
          <Open key={id} workspace={workspace} id={id} />
        </>
      )}
    </section>
  );
}

function Open({ workspace, id }: { readonly workspace: Workspace; readonly id: string }) {
  const { store, open } = workspace;
  const draft = drafts.value.get(id) ?? (id === newNote ? { base: undefined, content: emptyContent } : undefined);
  if (draft !== undefined) return <NoteForm workspace={workspace} id={id} draft={draft} />;
  const note = store.notes.value.get(id)?.note;
  if (note === undefined) return <NotThere state={open.state.value} onRetry={() => void open.read(id)} />;
  return (
    <>
      <NoteView workspace={workspace} note={note} />
      {isHistoryOpen.value && note.version > 0 && <Lazy load={loadHistory} props={{ workspace, note }} />}
    </>
  );
}

type NotThereProps = { readonly state: Workspace['open']['state']['value']; readonly onRetry: () => void };

function NotThere({ state, onRetry }: NotThereProps) {
  if (state.phase === 'missing')
    return (
      <div class="nothing">
        <h2>There is no such note.</h2>
        <p>The address may be incomplete.</p>
      </div>
    );
  if (state.phase === 'failed')
    return (
      <div class="notice" role="alert">
        <p>{state.error}</p>
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    );
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
    <p>Choose a note, or write one.</p>
    <p class="hint">
      <kbd>j</kbd> <kbd>k</kbd> move, <kbd>n</kbd> writes, <kbd>?</kbd> tells more.
    </p>
  </div>
);
