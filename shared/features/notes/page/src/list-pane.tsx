import type { NotesClient } from '@notes/client';
import { Button, Icon, IconButton, Link } from '@notes/page';
import { newId } from '@notes/page/subjects';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { NoteList } from './note-list.tsx';
import { everything, isFiltered, isOrder, orders, writeRoute } from './route.ts';
import { addressOf, changeView, clearFilters, route, searchId } from './view-state.ts';
import type { NotesWorkspace } from './workspace.ts';

/** The list with its search, filters and order. */
export function ListPane({ workspace }: { readonly workspace: NotesWorkspace }) {
  const { view } = route.value;
  const [isOpen, setOpen] = useState(isFiltered({ ...view, search: '' }) || view.order !== everything.order);
  return (
    <section class="list" aria-label={view.bin ? 'Bin' : 'Notes'}>
      <div class="list-head">
        <div class="list-bar">
          <nav class="tabs" aria-label="Which notes">
            <Link href={writeRoute({ view: everything, open: undefined })} current={!view.bin}>
              Notes
            </Link>
            <Link href={writeRoute({ view: { ...everything, bin: true }, open: undefined })} current={view.bin}>
              Bin
            </Link>
          </nav>
          <Count workspace={workspace} />
          <Link class="button primary new" href={addressOf({ open: newId })}>
            <Icon name="plus" /> New
          </Link>
        </div>
        <search class="list-bar">
          <SearchField />
          <IconButton icon="filter" label="Filters and order" pressed={isOpen} onClick={() => setOpen(!isOpen)} />
        </search>
        {isOpen && <Filters client={workspace.client} />}
      </div>
      <NoteList workspace={workspace} />
    </section>
  );
}

function Count({ workspace: { list, store } }: { readonly workspace: NotesWorkspace }) {
  const count = list.hasMore.value ? list.total.value : store.rows.value.length;
  const { phase } = list.state.value;
  if (count === undefined || phase === 'loading' || phase === 'failed') return <span class="count" />;
  return (
    <span class="count">
      {count.toLocaleString('en')} <span class="count-word">{count === 1 ? 'note' : 'notes'}</span>
    </span>
  );
}

/** Author, priority, and the order. */
function Filters({ client }: { readonly client: NotesClient }) {
  const authors = useAuthors(client);
  const { view } = route.value;
  const id = useId();
  const clear = (): void => {
    clearFilters();
    document.getElementById(`${id}-author`)?.focus();
  };
  return (
    <fieldset class="filters" aria-label="Filters">
      <div class="field">
        <label for={`${id}-author`}>Author</label>
        <input
          id={`${id}-author`}
          value={view.author}
          placeholder="Anyone"
          list={`${id}-authors`}
          autocomplete="off"
          onChange={({ currentTarget }) => changeView({ author: currentTarget.value.trim() })}
        />
        <datalist id={`${id}-authors`}>
          {authors.map((author) => (
            <option key={author} value={author} />
          ))}
        </datalist>
      </div>
      <div class="field">
        <label for={`${id}-priority`}>Priority</label>
        <input
          id={`${id}-priority`}
          type="number"
          value={view.priority ?? ''}
          placeholder="Any"
          onChange={({ currentTarget: { value } }) =>
            changeView({ priority: value === '' ? undefined : Number(value) })
          }
        />
      </div>
      <div class="field">
        <label for={`${id}-order`}>Order</label>
        <select
          id={`${id}-order`}
          value={view.order}
          onChange={({ currentTarget: { value } }) => isOrder(value) && changeView({ order: value })}
        >
          {Object.entries(orders).map(([order, words]) => (
            <option key={order} value={order}>
              {words}
            </option>
          ))}
        </select>
      </div>
      {isFiltered(view) && (
        <Button kind="quiet" onClick={clear}>
          Clear
        </Button>
      )}
    </fieldset>
  );
}

/** The authors with most notes, to choose from; empty if they cannot be read. Other names can be typed. */
function useAuthors(client: NotesClient): readonly string[] {
  const [authors, setAuthors] = useState<readonly string[]>([]);
  useEffect(() => {
    const running = new AbortController();
    client.notes.stats({ signal: running.signal }).then(
      ({ by_author }) => setAuthors(by_author.map(({ created_by }) => created_by)),
      () => {},
    );
    return () => running.abort();
  }, [client]);
  return authors;
}

const pauseMs = 150;

/** Searches after a pause in typing. */
function SearchField() {
  const { search } = route.value.view;
  const [text, setText] = useState(search);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setText(search), [search]);
  const type = (typed: string): void => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => changeView({ search: typed }), pauseMs);
  };
  return (
    <div class="search">
      <Icon name="search" />
      <input
        id={searchId}
        type="search"
        aria-label="Search titles and texts"
        placeholder="Search"
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
    </div>
  );
}
