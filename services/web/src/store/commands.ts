import type { AnyNote, Content } from '../domain/any-note.ts';
import { changedFields } from '../domain/merge-fields.ts';
import type { PendingWrite } from '../domain/pending-write.ts';
import { navigate, route } from './location.ts';
import { userName } from './settings.ts';
import { say } from './toasts.ts';
import type { WriteQueue } from './write-queue.ts';

export type Commands = {
  /** Returns the id under which the note is shown until the service has given it its own. */
  create(content: Content): string;
  /** Changes what differs, if nobody has changed the note since. */
  revise(before: AnyNote, after: Content): void;
  /** Into the bin, with a way back. */
  remove(note: AnyNote): void;
  restore(note: AnyNote): void;
};

type Kind = Pick<PendingWrite, 'kind' | 'noteId'> & Partial<PendingWrite>;

const newWrite = (write: Kind): PendingWrite => ({
  key: crypto.randomUUID(),
  changes: {},
  base: 0,
  author: userName.value || 'anonymous',
  sentAtMs: Date.now(),
  begunMs: performance.now(),
  state: 'sending',
  ...write,
});

/** As the service keeps texts: what comes back must be what was sent, or it would be taken for another note. */
const composed = ({ title, description, priority }: Content): Content => ({
  title: title.normalize('NFC'),
  description: description.normalize('NFC'),
  priority,
});

/** What one can do with notes. All of it shows at once. */
export function createCommands(queue: WriteQueue): Commands {
  const commands: Commands = {
    create(content) {
      const noteId = crypto.randomUUID();
      queue.submit(newWrite({ kind: 'create', noteId, changes: composed(content) }));
      return noteId;
    },
    revise(before, after) {
      const changes = changedFields(before, composed(after));
      if (Object.keys(changes).length === 0) return;
      const { id: noteId, version: base } = before;
      queue.submit(newWrite({ kind: 'revise', noteId, changes, base, before }));
    },
    remove(note) {
      queue.submit(newWrite({ kind: 'remove', noteId: note.id, base: note.version }));
      if (route.value.open === note.id) navigate({ open: undefined });
      say(`“${note.title}” is in the bin.`, { label: 'Undo', run: () => commands.restore(note) });
    },
    restore(note) {
      queue.submit(newWrite({ kind: 'restore', noteId: note.id, base: note.version }));
    },
  };
  return commands;
}
