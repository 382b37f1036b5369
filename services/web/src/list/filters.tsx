import type { NotesClient } from '@notes/client';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../app/icon.tsx';
import { isFiltered, isOrder, orders } from '../domain/list-view.ts';
import { changeView, clearFilters, route } from '../store/location.ts';

/** By whom, of which priority, in which order. */
export function Filters({ client }: { readonly client: NotesClient }) {
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
          placeholder="Anybody"
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
        <button type="button" class="button quiet" onClick={clear}>
          Clear
        </button>
      )}
    </fieldset>
  );
}

/** Who has written most, to choose from. Empty where that cannot be told: a name can be typed all the same. */
function useAuthors(client: NotesClient): readonly string[] {
  const [authors, setAuthors] = useState<readonly string[]>([]);
  useEffect(() => {
    const running = new AbortController();
    client.stats({ signal: running.signal }).then(
      ({ by_author }) => setAuthors(by_author.map(({ created_by }) => created_by)),
      () => {},
    );
    return () => running.abort();
  }, [client]);
  return authors;
}

export const searchId = 'search';

const pauseMs = 150;

/** Searches once one has stopped typing for a moment. */
export function SearchField() {
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
