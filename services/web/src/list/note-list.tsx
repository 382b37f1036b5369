import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { AnyNote } from '../domain/any-note.ts';
import type { PendingWrite } from '../domain/pending-write.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { drafts } from '../store/drafts.ts';
import { route } from '../store/location.ts';
import { focusWish } from './cursor.ts';
import { ListEnd } from './list-end.tsx';
import { NoteRow } from './note-row.tsx';
import { useScroll } from './use-scroll.ts';

/** The rows, of which only those in sight are drawn. */
export function NoteList({ workspace }: { readonly workspace: Workspace }) {
  const { store, list } = workspace;
  const box = useRef<HTMLDivElement>(null);
  const rows = store.rows.value;
  const { first, count, height } = useScroll(box, rows);
  useFocusWish(box, rows, height);
  useKeptFocus(box);
  const saving = statesOf(store.writes.value);
  const total = list.hasMore.value ? (list.total.value ?? -1) : rows.length;
  const padding = {
    paddingBlockStart: `${first * height}px`,
    paddingBlockEnd: `${(rows.length - first - count) * height}px`,
  };
  return (
    <div class="rows" ref={box} aria-busy={list.state.value.phase === 'loading'}>
      <ul style={padding}>
        {rows.slice(first, first + count).map((note, at) => (
          <NoteRow
            key={note.id}
            note={note}
            place={first + at + 1}
            of={total}
            isOpen={route.value.open === note.id}
            isFresh={store.fresh.value.has(note.id)}
            isDraft={drafts.value.has(note.id)}
            saving={saving.get(note.id)}
          />
        ))}
      </ul>
      <ListEnd workspace={workspace} box={box} />
    </div>
  );
}

/** The last write of a note tells. */
const statesOf = (writes: readonly PendingWrite[]): ReadonlyMap<string, PendingWrite['state']> =>
  new Map(writes.map(({ noteId, state }) => [noteId, state]));

/** A row that is moved loses the focus, though nobody has taken it away: it gets it back. */
function useKeptFocus(box: RefObject<HTMLElement | null>): void {
  const { activeElement } = document;
  const id =
    activeElement instanceof HTMLElement && box.current?.contains(activeElement) && activeElement.dataset['id'];
  useLayoutEffect(() => {
    if (!id || document.activeElement !== document.body) return;
    box.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus({ preventScroll: true });
  });
}

/** Scrolls to a row that is wished for, and gives it the focus once it is drawn. */
function useFocusWish(box: RefObject<HTMLElement | null>, rows: readonly AnyNote[], height: number): void {
  const wish = focusWish.value;
  useEffect(() => {
    const element = box.current;
    const at = rows.findIndex(({ id }) => id === wish?.id);
    if (element === null || wish === undefined || at === -1) return;
    focusWish.value = undefined;
    const [top, bottom] = [at * height, (at + 1) * height];
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
    const focus = (): boolean => {
      const link = element.querySelector<HTMLElement>(`[data-id="${wish.id}"]`);
      link?.focus({ preventScroll: true });
      return link !== null;
    };
    if (!focus()) requestAnimationFrame(() => requestAnimationFrame(focus));
  }, [box, rows, height, wish]);
}
