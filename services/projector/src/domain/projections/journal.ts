import type { NoteEvent } from '@notes/feature-notes/domain';
import { dataTextOf } from '@notes/kernel';
import type { RowOf, Table } from './table.ts';

/** An accepted event at its place in the log. `prev` is the position of the partition's journalled event before it. */
export type JournalEntry = {
  readonly partition: number;
  readonly pos: number;
  readonly prev: number | null;
  readonly author: string;
  readonly event: NoteEvent;
};

/** Every accepted event, of types known or not. There is one for all versions of the read model. */
export const journalTable = {
  name: 'journal',
  key: ['partition', 'pos'],
  merge: 'refuse',
  columns: {
    partition: 'integer',
    pos: 'bigint',
    prev: 'bigint',
    note_id: 'uuid',
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
  },
} as const satisfies Table;

/** The entry as it is written. */
export const journalColumns = ({ partition, pos, prev, author, event }: JournalEntry): RowOf<typeof journalTable> => ({
  partition,
  pos,
  prev,
  note_id: event.subject,
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
});
