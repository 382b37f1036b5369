import type { PendingWrite } from '../domain/pending-write.ts';
import { savingWords } from '../list/note-row.tsx';

type Props = { readonly writes: readonly PendingWrite[]; readonly id: string };

/** How far the last change of this page has got: nothing once everybody can see it. */
export function SavingState({ writes, id }: Props) {
  const write = writes.findLast(({ noteId }) => noteId === id);
  return (
    <span class="saving" role="status" data-saving={write?.state}>
      {write === undefined ? '' : savingWords[write.state]}
    </span>
  );
}
