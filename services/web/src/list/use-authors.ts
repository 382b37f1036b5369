import type { NotesClient } from '@notes/client';
import { useEffect, useState } from 'preact/hooks';

/** Who has written most, to choose from. Empty where that cannot be told: a name can be typed all the same. */
export function useAuthors(client: NotesClient): readonly string[] {
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
