import type { Note } from '@notes/client';
import { signal } from '@preact/signals';
import type { Content } from '../domain/any-note.ts';
import { say } from './toasts.ts';

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

/** Says that one's own version is gone, with a way back to the choice. */
export const sayDropped = (dropped: Conflict): void =>
  say('Your version is dropped.', {
    label: 'Show both again',
    run: () => {
      conflict.value = dropped;
    },
  });
