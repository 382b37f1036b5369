import { Button, Failure, Link, RelativeTime, useRowFocus, useScroll } from '@notes/page';
import { newId, type PendingWrite } from '@notes/page/subjects';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { AnyNote, Content } from './content.ts';
import { isFiltered } from './route.ts';
import { addressOf, clearFilters, drafts, open, route, searchId } from './view-state.ts';
import type { NotesWorkspace } from './workspace.ts';

/** The rows, of which only the visible ones are drawn. */
export function NoteList({ workspace }: { readonly workspace: NotesWorkspace }) {
  const { store, list } = workspace;
  const box = useRef<HTMLDivElement>(null);
  const rows = store.rows.value;
  const { first, count, height } = useScroll(box, rows);
  useRowFocus(box, rows, height);
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
            isDraft={drafts.all.value.has(note.id)}
            saving={saving.get(note.id)}
          />
        ))}
      </ul>
      <ListEnd workspace={workspace} box={box} />
    </div>
  );
}

type Saving = PendingWrite<Content>['state'];

/** The state of each note's last write. */
const statesOf = (writes: readonly PendingWrite<Content>[]): ReadonlyMap<string, Saving> =>
  new Map(writes.map(({ id, state }) => [id, state]));

type NoteRowProps = {
  readonly note: AnyNote;
  readonly place: number;
  readonly of: number;
  readonly isOpen: boolean;
  readonly isFresh: boolean;
  readonly isDraft: boolean;
  readonly saving: Saving | undefined;
};

export const savingWords: Readonly<Record<Saving, string>> = {
  sending: 'Saving…',
  accepted: 'Saved',
  failed: 'Not saved yet',
};

const longestExcerpt = 160;

const excerptOf = (text: string): string => text.slice(0, longestExcerpt).replace(/\s+/g, ' ').trim();

function NoteRow({ note, place, of, isOpen, isFresh, isDraft, saving }: NoteRowProps) {
  const time = note.deleted_at ?? note.updated_at;
  const excerpt = excerptOf(note.description);
  return (
    <li class="row" data-fresh={isFresh} data-saving={saving} aria-setsize={of} aria-posinset={place}>
      <Link href={addressOf({ open: note.id })} data-id={note.id} current={isOpen}>
        <span class="row-head">
          <span class="row-title">{note.title}</span>
          {note.priority !== 0 && <Priority value={note.priority} />}
        </span>
        <span class="row-text">{excerpt === '' ? <i>No text</i> : excerpt}</span>
        <span class="row-meta">
          <span class="row-author">{note.created_by}</span>
          <RelativeTime time={time} />
          {isDraft && <span class="row-state">Draft</span>}
          {saving !== undefined && <span class="row-state">{savingWords[saving]}</span>}
        </span>
      </Link>
    </li>
  );
}

export const Priority = ({ value }: { readonly value: number }) => (
  <span class="priority">
    <span class="unseen">Priority </span>
    {value}
  </span>
);

type ListEndProps = { readonly workspace: NotesWorkspace; readonly box: RefObject<HTMLElement | null> };

/** The next page is read when the end comes this close. */
const ahead = '1200px';

/** Below the rows: that more is being read, an error, or that there is nothing. */
function ListEnd({ workspace, box }: ListEndProps) {
  const { list, store } = workspace;
  const end = useRef<HTMLDivElement>(null);
  const { phase, error } = list.state.value;
  useEffect(() => {
    if (end.current === null || phase !== 'ready') return;
    const sight = new IntersectionObserver(([entry]) => entry?.isIntersecting && void list.more(), {
      root: box.current,
      rootMargin: ahead,
    });
    sight.observe(end.current);
    return () => sight.disconnect();
  }, [box, list, phase]);
  const isEmpty = store.rows.value.length === 0;
  return (
    <div ref={end} class="list-end">
      {phase === 'failed' && <Failure text={error} onRetry={() => workspace.retry()} />}
      {(phase === 'more' || (phase === 'loading' && isEmpty)) && <Skeleton rows={isEmpty ? 6 : 2} />}
      {phase === 'ready' && isEmpty && <Nothing />}
    </div>
  );
}

const Skeleton = ({ rows }: { readonly rows: number }) => (
  <div class="skeleton" role="status">
    <span class="unseen">Loading notes</span>
    {Array.from({ length: rows }, (_, at) => (
      <div key={at} class="skeleton-row" />
    ))}
  </div>
);

function Nothing() {
  const { view } = route.value;
  const clear = (): void => {
    clearFilters();
    document.getElementById(searchId)?.focus();
  };
  if (isFiltered(view))
    return (
      <div class="nothing">
        <p>No notes match.</p>
        <Button onClick={clear}>Clear the filters</Button>
      </div>
    );
  if (view.bin) return <p class="nothing">The bin is empty.</p>;
  return (
    <div class="nothing">
      <p>Nothing here yet.</p>
      <Button kind="primary" onClick={() => open(newId)}>
        Write the first note
      </Button>
    </div>
  );
}
