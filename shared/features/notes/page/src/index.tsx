import {
  Announcer,
  dialog,
  focusRequest,
  isHoodOpen,
  isNarrow,
  Lazy,
  moveFocus,
  type Shortcuts,
  useShortcuts,
  type View,
  type Workspace,
} from '@notes/page';
import { newId, type PendingWrite } from '@notes/page/subjects';
import { computed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Content, contentOf } from './content.ts';
import { ListPane } from './list-pane.tsx';
import { NotePane } from './note-pane.tsx';
import './note.css';
import { conflict, drafts, isHistoryOpen, open, route, searchId } from './view-state.ts';
import { createWorkspace, type NotesWorkspace } from './workspace.ts';

const loadConflict = () => import('./conflict-dialog.tsx').then(({ ConflictDialog }) => ConflictDialog);

/** The notes on the page: a list, and the open note beside it. */
export const notesView: View = {
  name: 'Notes',
  path: '/',
  keys: [
    ['n', 'New note'],
    ['/', 'Search'],
    ['j', 'Next note'],
    ['k', 'Previous note'],
    ['Enter', 'Open the note'],
    ['e', 'Edit the open note'],
    ['Ctrl Enter', 'Save'],
    ['Esc', 'Back, or cancel'],
    ['?', 'This list'],
  ],
  begin: beginWith([]),
};

function beginWith(unsent: readonly PendingWrite<Content>[]): View['begin'] {
  return (connection): Workspace => {
    const workspace = createWorkspace(connection, unsent);
    const shortcuts = shortcutsOf(workspace);
    return {
      Panes: () => <Panes workspace={workspace} shortcuts={shortcuts} />,
      unsaved: computed(() => workspace.store.writes.value.filter(({ state }) => state === 'failed').length),
      resend: () => workspace.queue.resend(),
      close: () => beginWith(workspace.close()),
    };
  };
}

type PanesProps = { readonly workspace: NotesWorkspace; readonly shortcuts: Shortcuts };

function Panes({ workspace, shortcuts }: PanesProps) {
  const id = route.value.open;
  useShortcuts(shortcuts);
  useTitle(workspace);
  useListFocus(workspace);
  useUnloadWarning(workspace);
  return (
    <>
      <main id="main" class="panes" data-open={id !== undefined} tabIndex={-1}>
        <ListPane workspace={workspace} />
        <NotePane workspace={workspace} id={id} />
      </main>
      <Announcer fresh={workspace.store.fresh} what="note" />
      {conflict.value && <Lazy load={loadConflict} props={{ conflict: conflict.value, workspace }} />}
    </>
  );
}

function useTitle({ store }: NotesWorkspace): void {
  const id = route.value.open;
  const title = id === newId ? 'New note' : id && store.subjects.value.get(id)?.subject?.title;
  useEffect(() => {
    document.title = title === undefined ? 'Notes' : `${title} · Notes`;
  }, [title]);
}

/** On a narrow screen, the focus returns to the row of the note that was closed. */
function useListFocus({ store }: NotesWorkspace): void {
  const id = route.value.open;
  const last = useRef(id);
  useEffect(() => {
    const closed = last.current;
    last.current = id;
    const isListed = closed !== undefined && store.rows.value.some((row) => row.id === closed);
    if (id === undefined && isListed && isNarrow()) focusRequest.value = { id: closed };
  }, [id, store]);
}

function useUnloadWarning({ store }: NotesWorkspace): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      const isUnsaved = store.writes.value.some(({ state }) => state !== 'accepted');
      if (isUnsaved || drafts.hasUnsaved()) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [store]);
}

const shortcutsOf = (workspace: NotesWorkspace): Shortcuts => ({
  keys: {
    n: () => open(newId),
    '/': () => document.getElementById(searchId)?.focus(),
    j: () => moveFocus(workspace.store.rows.value, 1, route.value.open),
    k: () => moveFocus(workspace.store.rows.value, -1, route.value.open),
    e: () => editOpen(workspace),
    '?': () => {
      dialog.value = 'help';
    },
  },
  back,
});

function editOpen({ store }: NotesWorkspace): void {
  const id = route.value.open;
  const note = id === undefined ? undefined : store.subjects.value.get(id)?.subject;
  if (note === undefined || note.deleted_at !== undefined || note.version === 0 || drafts.all.value.has(note.id))
    return;
  drafts.keep(note.id, { base: note, content: contentOf(note) });
}

/** Closes what is innermost. */
function back(target: EventTarget | null): void {
  const id = route.value.open;
  if (target instanceof HTMLElement && target.id === searchId) target.blur();
  else if (id !== undefined && (id === newId || drafts.all.value.has(id))) drafts.cancel(id);
  else if (isHoodOpen.value) isHoodOpen.value = false;
  else if (isHistoryOpen.value) isHistoryOpen.value = false;
  else if (id !== undefined) {
    open(undefined);
    focusRequest.value = { id };
  }
}
