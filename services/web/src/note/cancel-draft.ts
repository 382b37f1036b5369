import { newNote } from '../domain/route.ts';
import { drafts, dropDraft, hasChanges, keepDraft } from '../store/drafts.ts';
import { navigate } from '../store/location.ts';
import { say } from '../store/toasts.ts';

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
