import { contentOf, emptyContent } from '../domain/any-note.ts';
import type { PendingWrite } from '../domain/pending-write.ts';
import { newNote } from '../domain/route.ts';
import { conflict } from './conflict.ts';
import { keepDraft } from './drafts.ts';
import { navigate, route } from './location.ts';
import { needsToken, sayError } from './say-error.ts';
import { say } from './toasts.ts';
import type { WriteHandlers } from './write-queue.ts';

type Config = Pick<WriteHandlers, 'onSeen'> & {
  /** A write may be sent again. */
  readonly onFailed: () => void;
  /** Aborted: nothing of this caller is sent again. */
  readonly signal: AbortSignal;
};

/** What becomes of this page's writes, as far as people see it. */
export function writeHandlers({ onSeen, onFailed, signal }: Config): WriteHandlers {
  const onRefused = (write: PendingWrite, error: unknown): void => {
    const isOpen = write.kind === 'create' && route.value.open === write.noteId;
    if (isOpen) editAgain(write);
    const isText = !isOpen && (write.kind === 'create' || write.kind === 'revise');
    say(sayError(error), isText ? { label: 'Edit again', run: () => editAgain(write) } : undefined);
  };
  return {
    onSeen,
    onRefused,
    onCreated: (id, note) => {
      if (route.value.open === id) navigate({ open: note.id }, 'replace');
    },
    onConflict: (write, theirs) => {
      if (write.before === undefined) return;
      const base = contentOf(write.before);
      conflict.value = { noteId: write.noteId, base, mine: { ...base, ...write.changes }, theirs };
    },
    onFailed: (write, error) => {
      if (signal.aborted) onRefused(write, error);
      else sayError(error);
      if (!needsToken.value && !signal.aborted) onFailed();
    },
  };
}

function editAgain({ noteId, kind, before, changes }: PendingWrite): void {
  const id = kind === 'create' ? newNote : noteId;
  keepDraft(id, { base: before, content: { ...contentOf(before ?? emptyContent), ...changes } });
  navigate({ open: id });
}
