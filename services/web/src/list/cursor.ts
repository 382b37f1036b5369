import { signal } from '@preact/signals';
import type { AnyNote } from '../domain/any-note.ts';
import { route } from '../store/location.ts';

/** The row that is to get the focus; an object, so that asking for the same row again is news. */
export const focusWish = signal<{ readonly id: string } | undefined>(undefined);

let last: string | undefined;

/** Goes to the next row, or to the one before. Begins at the open note, else at the top. */
export function moveCursor(rows: readonly AnyNote[], by: 1 | -1): void {
  const here = focusedId() ?? last ?? route.value.open;
  const at = rows.findIndex(({ id }) => id === here);
  const next = rows[at === -1 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
  if (next === undefined) return;
  last = next.id;
  focusWish.value = { id: next.id };
}

function focusedId(): string | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement ? activeElement.dataset['id'] : undefined;
}
