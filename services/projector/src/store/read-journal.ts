import { isKnownType, type KnownEvent, type NoteEvent } from '@notes/kernel';
import type pg from 'pg';

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
    text: `select pos, note_id, version, type, event_id, command_id, fingerprint, actor, time, traceparent, data,
        exists (select from frozen_notes where note_id = journal.note_id and pos = journal.pos and trouble is not null) as refused
      from journal where partition = $1 and pos > $2 order by pos limit $3`,
    values: [partition, after, limit],
  });
  const events = rows.map((row) => ({ partition, pos: row.pos, event: toEvent(row) }));
  return { partition, after, to: rows.at(-1)?.pos ?? after, events };
}

type Row = {
  readonly pos: number;
  readonly note_id: string;
  readonly version: number;
  readonly type: string;
  readonly event_id: string;
  readonly command_id: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly time: string;
  readonly traceparent: string | null;
  readonly data: object;
  /** Taken on trust when its type was unknown, and found not to apply now that it is known: its note stays frozen. */
  readonly refused: boolean;
};

function toEvent(row: Row): NoteEvent {
  const event = {
    id: row.event_id,
    noteId: row.note_id,
    version: row.version,
    // It has done its work when the event was accepted, and the journal does not keep it.
    previous: undefined,
    commandId: row.command_id,
    fingerprint: row.fingerprint,
    actor: row.actor,
    time: row.time,
    traceparent: row.traceparent ?? undefined,
    type: row.type,
    data: row.data,
  };
  return isKnownType(row.type) && !row.refused ? (event as KnownEvent) : { ...event, unknown: true };
}
