import type { Reading } from '../read-record.ts';
import { noteRecords } from './small-note.ts';

export const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
export const other = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f61';
export const eventId = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f62';
export const envelope = {
  specversion: '1.0',
  id: eventId,
  source: '/notes',
  type: 'notes.NoteCreated.v1',
  subject: id,
  time: '2026-01-31T12:00:00.000Z',
  sequence: '1',
  commandid: other,
  fingerprint: 'f',
  actor: 'ada',
  datacontenttype: 'application/json',
  data: { title: 'Buy milk', description: '', priority: 0 },
};
export const revision = {
  ...envelope,
  type: 'notes.NoteRevised.v1',
  sequence: '2',
  previous: other,
  data: { changes: { title: 'Buy bread' } },
};

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const readText = (text: string): Reading => noteRecords.read(bytes(id), bytes(text));
export const read = (value: unknown): Reading => readText(JSON.stringify(value));
export const kindOf = (value: unknown): Reading['kind'] => read(value).kind;

/** The creation with one piece of its JSON text replaced. */
export function edited(from: string, to: string): string {
  const text = JSON.stringify(envelope);
  if (!text.includes(from)) throw new Error(`the record does not hold ${from}`);
  return text.replace(from, to);
}
