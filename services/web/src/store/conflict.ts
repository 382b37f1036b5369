import type { Note } from '@notes/client';
import { signal } from '@preact/signals';
import type { Content } from '../domain/any-note.ts';

/** A change that came too late. */
export type Conflict = {
  readonly noteId: string;
  /** What both began from. */
  readonly base: Content;
  readonly mine: Content;
  /** Undefined: the note is deleted. */
  readonly theirs: Note | undefined;
};

export const conflict = signal<Conflict | undefined>(undefined);
