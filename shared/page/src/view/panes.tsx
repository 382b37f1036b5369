import { computed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Announcer } from '../announcer.tsx';
import type { View, Workspace } from '../connection.ts';
import { Lazy } from '../controls.tsx';
import { type Shortcuts, useShortcuts } from '../keys.ts';
import { focusRequest } from '../list.ts';
import { isNarrow } from '../location.tsx';
import { type ListChoice, newId, type PendingWrite } from '../subjects/index.ts';
import { ListPane } from './list-pane.tsx';
import { OpenPane } from './open-pane.tsx';
import { type ResourceView, titleOf, type ViewProps, type ViewWorkspace } from './resource-view.ts';
import { keysOf, shortcutsOf } from './shortcuts.ts';
import { createViewState } from './view-state.ts';
import { createWorkspace } from './workspace.ts';

/** The view of a resource: a list, and what is open beside it. */
export function viewOf<C extends object, V extends ListChoice>(shown: ResourceView<C, V>): View {
  const state = createViewState(shown);
  const beginWith =
    (unsent: readonly PendingWrite<C>[]): View['begin'] =>
    (connection): Workspace => {
      const workspace = createWorkspace(shown, state, connection, unsent);
      const shortcuts = shortcutsOf(workspace);
      return {
        Panes: () => <Panes workspace={workspace} shortcuts={shortcuts} />,
        unsaved: computed(() => workspace.store.writes.value.filter((write) => write.state === 'failed').length),
        resend: () => workspace.queue.resend(),
        close: () => beginWith(workspace.close()),
      };
    };
  const { name } = shown;
  const path = shown.routing.write({ view: shown.routing.initial, open: undefined });
  return { name, path, keys: keysOf(shown), begin: beginWith([]) };
}

const loadConflict = () => import('./conflict-dialog.tsx').then(({ ConflictDialog }) => ConflictDialog);

type PanesProps<C extends object, V extends ListChoice> = ViewProps<C, V> & { readonly shortcuts: Shortcuts };

function Panes<C extends object, V extends ListChoice>({ workspace, shortcuts }: PanesProps<C, V>) {
  const { route, conflict } = workspace.state;
  const id = route.value.open;
  useShortcuts(shortcuts);
  useTitle(workspace);
  useListFocus(workspace);
  useUnloadWarning(workspace);
  return (
    <>
      <main id="main" class="panes" data-open={id !== undefined} tabIndex={-1}>
        <ListPane workspace={workspace} />
        <OpenPane workspace={workspace} id={id} />
      </main>
      <Announcer fresh={workspace.store.fresh} what={workspace.shown.one} />
      {conflict.value && <Lazy load={loadConflict} props={{ conflict: conflict.value, workspace }} />}
    </>
  );
}

function useTitle<C extends object, V extends ListChoice>({ store, shown, state }: ViewWorkspace<C, V>): void {
  const id = state.route.value.open;
  const subject = id === undefined ? undefined : store.subjects.value.get(id)?.subject;
  const title = id === newId ? `New ${shown.one}` : subject && titleOf(shown, subject);
  useEffect(() => {
    document.title = title === undefined ? shown.name : `${title} · ${shown.name}`;
  }, [title, shown]);
}

/** On a narrow screen, the focus returns to the row of the subject that was closed. */
function useListFocus<C extends object, V extends ListChoice>({ store, state }: ViewWorkspace<C, V>): void {
  const id = state.route.value.open;
  const last = useRef(id);
  useEffect(() => {
    const closed = last.current;
    last.current = id;
    const isListed = closed !== undefined && store.rows.value.some((row) => row.id === closed);
    if (id === undefined && isListed && isNarrow()) focusRequest.value = { id: closed };
  }, [id, store]);
}

function useUnloadWarning<C extends object, V extends ListChoice>({ store, state }: ViewWorkspace<C, V>): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      const isUnsaved = store.writes.value.some((write) => write.state !== 'accepted');
      if (isUnsaved || state.drafts.hasUnsaved()) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [store, state]);
}
