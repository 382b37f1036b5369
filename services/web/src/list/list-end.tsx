import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isFiltered } from '../domain/list-view.ts';
import { newNote } from '../domain/route.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { clearFilters, navigate, route } from '../store/location.ts';
import { searchId } from './filters.tsx';

type Props = { readonly workspace: Workspace; readonly box: RefObject<HTMLElement | null> };

/** How far before the end the next page is asked for. */
const ahead = '1200px';

/** What stands below the rows: more to come, an error, or that there is nothing. */
export function ListEnd({ workspace, box }: Props) {
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
      {phase === 'failed' && (
        <div class="notice" role="alert">
          <p>{error}</p>
          <button type="button" class="button" onClick={() => workspace.retry()}>
            Try again
          </button>
        </div>
      )}
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
        <p>No note is like that.</p>
        <button type="button" class="button" onClick={clear}>
          Clear the filters
        </button>
      </div>
    );
  if (view.bin) return <p class="nothing">The bin is empty.</p>;
  return (
    <div class="nothing">
      <p>Nothing here yet.</p>
      <button type="button" class="button primary" onClick={() => navigate({ open: newNote })}>
        Write the first note
      </button>
    </div>
  );
}
