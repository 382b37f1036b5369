import type { NoteEvent } from '@notes/feature-notes/domain';

/** What an event is made of, as the journal holds it; the data as their text. */
export const eventColumns =
  'note_id, version, type, event_id, command_id, fingerprint, actor, time, traceparent, data::text as data';

export type EventRow = {
  readonly note_id: string;
  readonly version: number;
  readonly type: string;
  readonly event_id: string;
  readonly command_id: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly time: string;
  readonly traceparent: string | null;
  readonly data: string;
};

/** The event of a row, all of it taken on trust. `previous` is not in the journal: it has done its work when the event was accepted. */
export const eventOfRow = (row: EventRow, previous?: string): NoteEvent & { readonly unknown: true } => ({
  id: row.event_id,
  subject: row.note_id,
  version: row.version,
  previous,
  commandId: row.command_id,
  fingerprint: row.fingerprint,
  actor: row.actor,
  time: row.time,
  traceparent: row.traceparent ?? undefined,
  type: row.type,
  data: JSON.parse(row.data) as object,
  dataText: row.data,
  unknown: true,
});
