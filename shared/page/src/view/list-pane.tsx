import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button, Icon, IconButton } from '../controls.tsx';
import { Link } from '../location.tsx';
import { isOneOf, type ListChoice, newId } from '../subjects/index.ts';
import type { ViewProps, ViewWorkspace } from './resource-view.ts';
import { SubjectList } from './subject-list.tsx';
import { searchId } from './view-state.ts';

/** The list with its search, filters and order. */
export function ListPane<C extends object, V extends ListChoice>({ workspace }: ViewProps<C, V>) {
  const { shown, state } = workspace;
  const { view } = state.route.value;
  const [isOpen, setOpen] = useState(isRefined(workspace));
  const { Facets } = shown;
  const { initial, write } = shown.routing;
  const all = write({ view: initial, open: undefined });
  return (
    <section class="list" aria-label={view.bin ? 'Bin' : shown.name}>
      <div class="list-head">
        <div class="list-bar">
          <nav class="tabs" aria-label={`Which ${shown.many}`}>
            <Link href={all} current={!view.bin}>
              {shown.name}
            </Link>
            <Link href={write({ view: { ...initial, ...shown.inBin, bin: true }, open: undefined })} current={view.bin}>
              Bin
            </Link>
          </nav>
          <Count workspace={workspace} />
          <Link class="button primary new" href={state.addressOf({ open: newId })}>
            <Icon name="plus" /> New
          </Link>
        </div>
        <search class="list-bar">
          <SearchField workspace={workspace} />
          <IconButton icon="filter" label="Filters and order" pressed={isOpen} onClick={() => setOpen(!isOpen)} />
        </search>
        {Facets && <Facets workspace={workspace} />}
        {isOpen && <FiltersAndOrder workspace={workspace} />}
      </div>
      <SubjectList workspace={workspace} />
    </section>
  );
}

/** Whether something is chosen that is not in sight while the filters are hidden. */
function isRefined<C extends object, V extends ListChoice>({ shown, state }: ViewWorkspace<C, V>): boolean {
  const { view } = state.route.value;
  const { initial } = shown.routing;
  const inSight: readonly (keyof V)[] = ['search', 'bin', ...(shown.inSight ?? [])];
  return (Object.keys(initial) as (keyof V)[]).some(
    (choice) => view[choice] !== initial[choice] && !inSight.includes(choice),
  );
}

function Count<C extends object, V extends ListChoice>({ workspace: { list, store, shown } }: ViewProps<C, V>) {
  const count = list.hasMore.value ? list.total.value : store.rows.value.length;
  const { phase } = list.state.value;
  if (count === undefined || phase === 'loading' || phase === 'failed') return <span class="count" />;
  return (
    <span class="count">
      {count.toLocaleString('en')} <span class="count-word">{count === 1 ? shown.one : shown.many}</span>
    </span>
  );
}

function FiltersAndOrder<C extends object, V extends ListChoice>({ workspace }: ViewProps<C, V>) {
  const { shown, state } = workspace;
  const { view } = state.route.value;
  const { Filters, orders } = shown;
  const id = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  const clear = (): void => {
    state.clearFilters();
    box.current?.querySelector<HTMLElement>('input, select')?.focus();
  };
  return (
    <fieldset ref={box} class="filters" aria-label="Filters">
      <Filters workspace={workspace} id={id} />
      <div class="field">
        <label for={`${id}-order`}>Order</label>
        <select
          id={`${id}-order`}
          value={view.order}
          onChange={({ currentTarget: { value } }) =>
            isOneOf(orders, value) && state.changeView({ order: value } as Partial<V>)
          }
        >
          {Object.entries(orders).map(([order, { name }]) => (
            <option key={order} value={order}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {shown.routing.isFiltered(view) && (
        <Button kind="quiet" onClick={clear}>
          Clear
        </Button>
      )}
    </fieldset>
  );
}

const pauseMs = 150;

/** Searches after a pause in typing. */
function SearchField<C extends object, V extends ListChoice>({ workspace: { shown, state } }: ViewProps<C, V>) {
  const { search } = state.route.value.view;
  const [text, setText] = useState(search);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setText(search), [search]);
  const type = (typed: string): void => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => state.changeView({ search: typed } as Partial<V>), pauseMs);
  };
  return (
    <div class="search">
      <Icon name="search" />
      <input
        id={searchId}
        type="search"
        aria-label={shown.searchLabel}
        placeholder="Search"
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => type(currentTarget.value)}
      />
    </div>
  );
}
