import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button, Failure } from '../controls.tsx';
import { useRowFocus, useScroll } from '../list.ts';
import { Link } from '../location.tsx';
import { type ListChoice, newId, type PendingWrite } from '../subjects/index.ts';
import type { SubjectProps, ViewProps } from './resource-view.ts';
import { searchId } from './view-state.ts';

/** The rows, of which only the visible ones are drawn. */
export function SubjectList<C extends object, V extends ListChoice>({ workspace }: ViewProps<C, V>) {
  const { store, list, state } = workspace;
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
        {rows.slice(first, first + count).map((subject, at) => (
          <SubjectRow
            key={subject.id}
            workspace={workspace}
            subject={subject}
            place={first + at + 1}
            of={total}
            isOpen={state.route.value.open === subject.id}
            isFresh={store.fresh.value.has(subject.id)}
            isDraft={state.drafts.all.value.has(subject.id)}
            saving={saving.get(subject.id)}
          />
        ))}
      </ul>
      <ListEnd workspace={workspace} box={box} />
    </div>
  );
}

type Saving = PendingWrite<unknown>['state'];

/** The state of each subject's last write. */
const statesOf = (writes: readonly { readonly id: string; readonly state: Saving }[]): ReadonlyMap<string, Saving> =>
  new Map(writes.map(({ id, state }) => [id, state]));

type SubjectRowProps<C extends object, V extends ListChoice> = SubjectProps<C, V> & {
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

function SubjectRow<C extends object, V extends ListChoice>({ place, of, ...props }: SubjectRowProps<C, V>) {
  const { workspace, subject, isOpen, isFresh, isDraft, saving } = props;
  const { Row, RowControl } = workspace.shown;
  const marks = (
    <>
      {isDraft && <span class="row-state">Draft</span>}
      {saving !== undefined && <span class="row-state">{savingWords[saving]}</span>}
    </>
  );
  return (
    <li class="row" data-fresh={isFresh} data-saving={saving} aria-setsize={of} aria-posinset={place}>
      <Link href={workspace.state.addressOf({ open: subject.id })} data-id={subject.id} current={isOpen}>
        <Row workspace={workspace} subject={subject} marks={marks} />
      </Link>
      {RowControl && <RowControl workspace={workspace} subject={subject} />}
    </li>
  );
}

type ListEndProps<C extends object, V extends ListChoice> = ViewProps<C, V> & {
  readonly box: RefObject<HTMLElement | null>;
};

/** The next page is read when the end comes this close. */
const ahead = '1200px';

/** Below the rows: that more is being read, an error, or that there is nothing. */
function ListEnd<C extends object, V extends ListChoice>({ workspace, box }: ListEndProps<C, V>) {
  const { list, store, shown } = workspace;
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
      {(phase === 'more' || (phase === 'loading' && isEmpty)) && <Skeleton rows={isEmpty ? 6 : 2} many={shown.many} />}
      {phase === 'ready' && isEmpty && <Nothing workspace={workspace} />}
    </div>
  );
}

const Skeleton = ({ rows, many }: { readonly rows: number; readonly many: string }) => (
  <div class="skeleton" role="status">
    <span class="unseen">Loading {many}</span>
    {Array.from({ length: rows }, (_, at) => (
      <div key={at} class="skeleton-row" />
    ))}
  </div>
);

function Nothing<C extends object, V extends ListChoice>({ workspace: { shown, state } }: ViewProps<C, V>) {
  const { view } = state.route.value;
  const clear = (): void => {
    state.clearFilters();
    document.getElementById(searchId)?.focus();
  };
  if (shown.routing.isFiltered(view))
    return (
      <div class="nothing">
        <p>No {shown.many} match.</p>
        <Button onClick={clear}>Clear the filters</Button>
      </div>
    );
  if (view.bin) return <p class="nothing">The bin is empty.</p>;
  return (
    <div class="nothing">
      <p>{shown.nothing}</p>
      <Button kind="primary" onClick={() => state.open(newId)}>
        {shown.createFirst}
      </Button>
    </div>
  );
}
