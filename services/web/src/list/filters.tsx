import type { NotesClient } from '@notes/client';
import { useId } from 'preact/hooks';
import { isFiltered, isOrder, orders } from '../domain/list-view.ts';
import { changeView, clearFilters, route } from '../store/location.ts';
import { useAuthors } from './use-authors.ts';

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
