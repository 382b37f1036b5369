import type { AnyNote } from '../domain/any-note.ts';
import { focusWish } from '../list/cursor.ts';
import type { Workspace } from '../store/create-workspace.ts';

/** Puts the open note into the bin. The focus goes to the row that takes its place. */
export function removeNote({ store, commands }: Workspace, note: AnyNote): void {
  const rows = store.rows.value;
  const at = rows.findIndex(({ id }) => id === note.id);
  const next = at === -1 ? rows[0] : (rows[at + 1] ?? rows[at - 1]);
  commands.remove(note);
  if (next !== undefined) focusWish.value = { id: next.id };
}
