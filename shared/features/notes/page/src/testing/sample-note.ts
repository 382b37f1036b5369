import type { NoteEvent } from '@notes/client';
import type { AnyNote } from '../content.ts';

/** A note with a short id. */
export const sampleNote = (id: string, members: Partial<AnyNote> = {}): AnyNote => ({
  id,
  title: `Title ${id}`,
  description: '',
  priority: 0,
  created_by: 'ada',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  version: 1,
  ...members,
});

type Sample = Pick<NoteEvent, 'type' | 'data'>;

/** An event of a note, a second after the one before. */
const sampleEvent = (id: string, version: number, sample: Sample): NoteEvent =>
  ({
    note_id: id,
    version,
    time: new Date(Date.UTC(2026, 0, 1, 0, 0, version)).toISOString(),
    actor: 'ada',
    ...sample,
  }) as NoteEvent;

export const created = (id: string, title = `Title ${id}`): NoteEvent =>
  sampleEvent(id, 1, { type: 'NoteCreated', data: { title, description: '', priority: 0 } });
export const revised = (id: string, version: number, title: string): NoteEvent =>
  sampleEvent(id, version, { type: 'NoteRevised', data: { changes: { title } } });
export const deleted = (id: string, version: number): NoteEvent =>
  sampleEvent(id, version, { type: 'NoteDeleted', data: {} });
export const restored = (id: string, version: number): NoteEvent =>
  sampleEvent(id, version, { type: 'NoteRestored', data: {} });
