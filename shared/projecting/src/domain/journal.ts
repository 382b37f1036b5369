import { type AnyEvent, dataTextOf, type UnknownEvent } from '@notes/kernel';
import type { RowOf, Table } from './table.ts';

/**
 * An accepted event at its place in the log. `prev` is the position of the partition's journalled event before it, `audience` the people whom it
 * concerns, where its aggregate says so.
 */
export type JournalEntry = {
  readonly partition: number;
  readonly pos: number;
  readonly prev: number | null;
  readonly author: string;
  readonly audience?: readonly string[] | undefined;
  readonly event: AnyEvent;
};

/** Every accepted event, of types known or not. There is one for all versions of the read model. */
export const journalTable = {
  name: 'journal_entries',
  key: ['partition', 'pos'],
  merge: 'refuse',
  columns: {
    partition: 'integer',
    pos: 'bigint',
    prev: 'bigint',
    subject: 'uuid',
    version: 'integer',
    type: 'text',
    event_id: 'uuid',
    command_id: 'uuid',
    fingerprint: 'text',
    actor: 'text',
    author: 'text',
    time: 'timestamptz',
    traceparent: 'text',
    data: 'json',
    audience: 'json',
  },
} as const satisfies Table;

/** The entry as it is written. */
export const journalColumns = ({
  partition,
  pos,
  prev,
  author,
  audience,
  event,
}: JournalEntry): RowOf<typeof journalTable> => ({
  partition,
  pos,
  prev,
  subject: event.subject,
  version: event.version,
  type: event.type,
  event_id: event.id,
  command_id: event.commandId,
  fingerprint: event.fingerprint,
  actor: event.actor,
  author,
  time: event.time,
  traceparent: event.traceparent ?? null,
  data: dataTextOf(event),
  audience: audience === undefined ? null : JSON.stringify(audience),
});

/** The columns that an event is read from, for a select; the data as text. */
export const eventColumns =
  'subject, version, type, event_id, command_id, fingerprint, actor, time, traceparent, data::text as data';

export type EventRow = {
  readonly subject: string;
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

/** The event of a row, unchecked. `previous` is not in the journal: it is not needed once the event is accepted. */
export const eventOfRow = (row: EventRow, previous?: string): UnknownEvent => ({
  id: row.event_id,
  subject: row.subject,
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
