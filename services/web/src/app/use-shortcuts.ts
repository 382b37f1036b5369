import { useEffect } from 'preact/hooks';
import { contentOf } from '../domain/any-note.ts';
import { newNote } from '../domain/route.ts';
import { focusWish, moveCursor } from '../list/cursor.ts';
import { searchId } from '../list/filters.tsx';
import type { Workspace } from '../store/create-workspace.ts';
import { cancelDraft, drafts, keepDraft } from '../store/drafts.ts';
import { navigate, route } from '../store/location.ts';
import { shortcuts } from '../store/settings.ts';
import { keyHandler } from './key-handler.ts';
import { dialog, isHistoryOpen, isHoodOpen } from './panels.ts';

type Keys = Readonly<Record<string, (workspace: Workspace) => void>>;

const keys: Keys = {
  n: () => navigate({ open: newNote }),
  '/': () => document.getElementById(searchId)?.focus(),
  j: ({ store }) => moveCursor(store.rows.value, 1),
  k: ({ store }) => moveCursor(store.rows.value, -1),
  e: editOpen,
  '?': () => {
    dialog.value = 'help';
  },
};

/** The keys of the page, wherever nothing is being typed. */
export function useShortcuts(workspace: Workspace): void {
  useEffect(() => {
    const onKeyDown = keyHandler((event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isDialogOpen()) return;
      if (event.key === 'Escape') {
        goBack(event.target);
        return;
      }
      const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
      if (act === undefined || !shortcuts.value || isTyping(event.target)) return;
      event.preventDefault();
      act(workspace);
    });
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [workspace]);
}

const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');

function editOpen({ store }: Workspace): void {
  const id = route.value.open;
  const note = id === undefined ? undefined : store.notes.value.get(id)?.note;
  if (note === undefined || note.deleted_at !== undefined || note.version === 0 || drafts.value.has(note.id)) return;
  keepDraft(note.id, { base: note, content: contentOf(note) });
}

/** One step out of whatever is innermost. */
function goBack(target: EventTarget | null): void {
  const { open } = route.value;
  if (target instanceof HTMLElement && target.id === searchId) target.blur();
  else if (open !== undefined && (open === newNote || drafts.value.has(open))) cancelDraft(open);
  else if (isHoodOpen.value) isHoodOpen.value = false;
  else if (isHistoryOpen.value) isHistoryOpen.value = false;
  else if (open !== undefined) {
    navigate({ open: undefined });
    focusWish.value = { id: open };
  }
}
