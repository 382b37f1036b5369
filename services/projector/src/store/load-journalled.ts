import { noteRecords } from '@notes/feature-notes/domain';
import { writeEvent } from '@notes/kernel';
import type pg from 'pg';
import type { JournalledEvent } from '../domain/refold-notes.ts';
import { type EventRow, eventColumns, eventOfRow } from './journal-row.ts';

/** Of which note the events are wanted, and the version after which they begin. */
export type After = { readonly noteId: string; readonly version: number };

/**
 * Loads the events of notes after given versions, note by note in order, and reads each as this software reads a record of the
 * log: what was taken on trust when its type was unknown is judged now.
 */
export async function loadJournalled(client: pg.PoolClient, wanted: readonly After[]): Promise<JournalledEvent[]> {
  const { rows } = await client.query<Row>({
    name: 'load-journalled',
    text: sql,
    values: [wanted.map(({ noteId }) => noteId), wanted.map(({ version }) => version)],
  });
  return rows.map(toJournalled);
}

/** Each note by itself, by the index that has its versions in order: a note may have any number of events. */
const sql = `
  select event.* from unnest($1::uuid[], $2::int[]) as wanted(id, after)
  cross join lateral (
    select partition, pos, ${eventColumns}, (
      select event_id from journal as before where note_id = journal.note_id and version < journal.version
      order by version desc limit 1
    ) as previous
    from journal where note_id = wanted.id and version > wanted.after order by version offset 0
  ) as event
  order by note_id, version`;

type Row = EventRow & { readonly partition: number; readonly pos: number; readonly previous: string | null };

function toJournalled(row: Row): JournalledEvent {
  const { partition, pos } = row;
  const event = eventOfRow(row, row.previous ?? undefined);
  const reading = noteRecords.read(Buffer.from(event.subject), Buffer.from(writeEvent(event)));
  if (reading.kind === 'event') return { partition, pos, event: reading.event };
  return { partition, pos, event, trouble: reading.kind === 'malformed' ? reading.reason : reading.kind };
}
