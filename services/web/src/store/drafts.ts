import { signal } from '@preact/signals';
import { type AnyNote, type Content, emptyContent } from '../domain/any-note.ts';
import { changedFields } from '../domain/merge-fields.ts';
import { newNote } from '../domain/route.ts';
import { navigate } from './location.ts';
import { say } from './toasts.ts';

/** What is being written. `base`: the note as it was when the writing began; none for a new note. */
export type Draft = { readonly base: AnyNote | undefined; readonly content: Content };

/** By the note's id, or `new`. Leaving a note does not lose what was written: coming back shows it again. */
export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());

export function keepDraft(id: string, draft: Draft): void {
  drafts.value = new Map(drafts.value).set(id, draft);
}

export function dropDraft(id: string): void {
  const rest = new Map(drafts.value);
  rest.delete(id);
  drafts.value = rest;
}

/** Whether something would be lost. */
export const hasChanges = ({ base, content }: Draft): boolean =>
  Object.keys(changedFields(base ?? emptyContent, content)).length > 0;

/** Leaves a form. What was written can be had back. */
export function cancelDraft(id: string): void {
  const draft = drafts.value.get(id);
  dropDraft(id);
  if (id === newNote) navigate({ open: undefined });
  if (draft === undefined || !hasChanges(draft)) return;
  const back = (): void => {
    keepDraft(id, draft);
    navigate({ open: id });
  };
  say('Your changes are dropped.', { label: 'Undo', run: back });
}
