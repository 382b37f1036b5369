import type { NotesClient } from '@notes/client';
import type { ViewProps } from '@notes/page';
import { useEffect, useState } from 'preact/hooks';
import type { Content } from './content.ts';
import type { ListView } from './route.ts';

type Props = ViewProps<Content, ListView> & { readonly id: string };

/** Author and priority. */
export function NoteFilters({ workspace: { client, state }, id }: Props) {
  const authors = useAuthors(client);
  const { author, priority } = state.route.value.view;
  return (
    <>
      <div class="field">
        <label for={`${id}-author`}>Author</label>
        <input
          id={`${id}-author`}
          value={author}
          placeholder="Anyone"
          list={`${id}-authors`}
          autocomplete="off"
          onChange={({ currentTarget }) => state.changeView({ author: currentTarget.value.trim() })}
        />
        <datalist id={`${id}-authors`}>
          {authors.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </div>
      <div class="field">
        <label for={`${id}-priority`}>Priority</label>
        <input
          id={`${id}-priority`}
          type="number"
          value={priority ?? ''}
          placeholder="Any"
          onChange={({ currentTarget: { value } }) =>
            state.changeView({ priority: value === '' ? undefined : Number(value) })
          }
        />
      </div>
    </>
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
