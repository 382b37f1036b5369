import { type KnownNoteEvent, type NoteEvent, note } from '@notes/feature-notes/domain';
import { isKnownType } from '@notes/kernel';
import type pg from 'pg';
import { type EventRow, eventColumns, eventOfRow } from './journal-row.ts';

/** A stretch of a partition's journal: what stands after `after`, up to and including `to`. */
export type JournalPage = {
  readonly partition: number;
  readonly after: number;
  readonly to: number;
  readonly events: readonly { readonly partition: number; readonly pos: number; readonly event: NoteEvent }[];
};

/**
 * Reads up to `limit` events of a partition that stand after a position. Events of one partition are committed in their
 * order, so what is read has no holes, and nothing appears in it later.
 */
export async function readJournal(
  db: pg.Pool | pg.PoolClient,
  { partition, after, limit }: { readonly partition: number; readonly after: number; readonly limit: number },
): Promise<JournalPage> {
  const { rows } = await db.query<Row>({
    name: 'read-journal',
    text: `select pos, ${eventColumns},
        exists (select from frozen_notes where note_id = journal.note_id and pos = journal.pos and trouble is not null) as refused
      from journal where partition = $1 and pos > $2 order by pos limit $3`,
    values: [partition, after, limit],
  });
  const events = rows.map((row) => ({ partition, pos: row.pos, event: toEvent(row) }));
  return { partition, after, to: rows.at(-1)?.pos ?? after, events };
}

/** `refused`: taken on trust when its type was unknown, and found not to apply now that it is known: its note stays frozen. */
type Row = EventRow & { readonly pos: number; readonly refused: boolean };

function toEvent(row: Row): NoteEvent {
  const { unknown, ...event } = eventOfRow(row);
  return isKnownType(note.events, row.type) && !row.refused ? (event as KnownNoteEvent) : { ...event, unknown };
}
