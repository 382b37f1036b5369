import { noteEvents } from '@notes/contracts';
import { type KnownEvent, recordReader, type SubjectState } from '../index.ts';
import type { Sample } from './event-of.ts';

/** A note in small, so that the kernel can be tried on the events that it was made for. */
export type SmallNote = SubjectState & {
  readonly title: string;
  readonly priority: number;
  readonly deleted: boolean;
};

function evolve(state: SmallNote | undefined, event: KnownEvent<typeof noteEvents>): SmallNote {
  const now = { version: event.version, updated_at: event.time };
  if (event.type === 'notes.NoteCreated.v1') {
    const { title, priority } = event.data;
    return { title, priority, deleted: false, ...now };
  }
  if (state === undefined) throw new Error('the creation is missing');
  if (event.type === 'notes.NoteRevised.v1') return { ...state, ...event.data.changes, ...now };
  return { ...state, deleted: event.type === 'notes.NoteDeleted.v1', ...now };
}

export const smallNote = {
  name: 'note',
  events: noteEvents,
  evolve,
  data: {
    NoteCreated: { title: 'Buy milk', description: '', priority: 0 },
    NoteRevised: { changes: { title: 'Buy bread' } },
  },
} satisfies Sample<SmallNote>;

export const noteRecords = recordReader(smallNote);
