import { useState } from 'preact/hooks';
import { Icon, IconButton } from '../app/icon.tsx';
import { Link } from '../app/link.tsx';
import { everything, isFiltered } from '../domain/list-view.ts';
import { newNote } from '../domain/route.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { route } from '../store/location.ts';
import { Filters, SearchField } from './filters.tsx';
import { NoteList } from './note-list.tsx';

export function ListPane({ workspace }: { readonly workspace: Workspace }) {
  const { view } = route.value;
  const [isOpen, setOpen] = useState(isFiltered({ ...view, search: '' }) || view.order !== everything.order);
  return (
    <section class="list" aria-label={view.bin ? 'Bin' : 'Notes'}>
      <div class="list-head">
        <div class="list-bar">
          <nav class="tabs" aria-label="Which notes">
            <Link to={{ view: everything, open: undefined }} current={!view.bin}>
              Notes
            </Link>
            <Link to={{ view: { ...everything, bin: true }, open: undefined }} current={view.bin}>
              Bin
            </Link>
          </nav>
          <Count workspace={workspace} />
          <Link class="button primary new" to={{ open: newNote }}>
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

function Count({ workspace: { list, store } }: { readonly workspace: Workspace }) {
  const count = list.hasMore.value ? list.total.value : store.rows.value.length;
  const { phase } = list.state.value;
  if (count === undefined || phase === 'loading' || phase === 'failed') return <span class="count" />;
  return (
    <span class="count">
      {count.toLocaleString('en')} <span class="count-word">{count === 1 ? 'note' : 'notes'}</span>
    </span>
  );
}
