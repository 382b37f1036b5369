import { emptyContent } from '../domain/any-note.ts';
import { changedFields } from '../domain/merge-fields.ts';
import { newNote } from '../domain/route.ts';
import { drafts, dropDraft, keepDraft } from '../store/drafts.ts';
import { navigate } from '../store/location.ts';
import { say } from '../store/toasts.ts';

/** Leaves a form. What was written can be had back. */
export function cancelDraft(id: string): void {
  const draft = drafts.value.get(id);
  dropDraft(id);
  if (id === newNote) navigate({ open: undefined });
  if (draft === undefined) return;
  const hasText = Object.keys(changedFields(draft.base ?? emptyContent, draft.content)).length > 0;
  const back = (): void => {
    keepDraft(id, draft);
    navigate({ open: id });
  };
  if (hasText) say('Your changes are dropped.', { label: 'Undo', run: back });
}
