import type { NoteEvent } from '../note-event.ts';
import { isKnownType } from '../note-event.ts';

const dataOf: Record<string, object> = {
  NoteCreated: { title: 'Buy milk', description: '', priority: 0 },
  NoteRevised: { changes: { title: 'Buy bread' } },
};

/** An event of the type with this short name, of known or unknown type; whatever the test does not care about is filled in. */
export function eventOf(name: string, members: Partial<Omit<NoteEvent, 'type'>> = {}): NoteEvent {
  const type = `notes.${name}.v1`;
  return {
    id: '00000000-0000-4000-8000-000000000001',
    noteId: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
    version: 1,
    previous: undefined,
    commandId: '00000000-0000-4000-8000-0000000000ff',
    fingerprint: 'f',
    actor: 'ada',
    time: '2026-01-31T12:00:00.000Z',
    traceparent: undefined,
    type,
    data: dataOf[name] ?? {},
    ...members,
    ...(isKnownType(type) ? {} : { unknown: true }),
  } as NoteEvent;
}
