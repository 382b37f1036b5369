import { useEffect, useRef } from 'preact/hooks';
import { newNote } from '../domain/route.ts';
import { focusWish } from '../list/cursor.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { drafts, hasChanges } from '../store/drafts.ts';
import { route } from '../store/location.ts';
import { isNarrow } from './panels.ts';

/** Keeps the document's title, warns before unsaved text is lost, and has the focus follow where list and note take turns. */
export function usePage({ store }: Workspace): void {
  const { open } = route.value;
  const note = open === undefined ? undefined : store.notes.value.get(open)?.note;
  const title = open === newNote ? 'New note' : note?.title;
  useEffect(() => {
    document.title = title === undefined ? 'Notes' : `${title} · Notes`;
  }, [title]);

  const last = useRef(open);
  useEffect(() => {
    const id = last.current;
    last.current = open;
    const isListed = id !== undefined && store.rows.value.some((row) => row.id === id);
    if (open === undefined && isListed && isNarrow()) focusWish.value = { id };
  }, [open, store]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      const isUnsaved = store.writes.value.some(({ state }) => state !== 'accepted');
      if (isUnsaved || [...drafts.value.values()].some(hasChanges)) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [store]);
}
