import type { Note } from '@notes/contracts';

/** What a note is read from, in the order of `NoteRow`. */
export const noteColumns = 'id, title, description, priority, created_by, created_at, updated_at, version';

export type NoteRow = readonly [
  id: string,
  title: string,
  description: string,
  priority: number,
  createdBy: string,
  createdAt: string,
  updatedAt: string,
  version: number,
];

/** A row as every service answers it; what else it has is left out. */
export function noteOfRow(row: readonly [...NoteRow, ...unknown[]]): Note {
  const [id, title, description, priority, created_by, created_at, updated_at, version] = row;
  return { id, title, description, priority, created_by, created_at, updated_at, version };
}
