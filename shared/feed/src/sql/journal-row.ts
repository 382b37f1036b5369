import { shortType } from '@notes/contracts';
import { type Entry, type EntryLog, toEntry } from '../domain/entry.ts';

/** A row of the journal as the queries of this folder select it. `data` is its text: it goes to clients as it came. */
export type JournalRow = {
  readonly partition: number;
  readonly pos: number;
  readonly prev: number | null;
  readonly note_id: string;
  readonly version: number;
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  readonly author: string;
  readonly data: string;
};

export const journalColumns = 'partition, pos, prev, note_id, version, type, time, actor, author, data::text as data';

export function entryOfRow(log: EntryLog, row: JournalRow): Entry {
  const { partition, pos, prev, note_id, version, time, actor, author, data } = row;
  const event = shortType(row.type);
  const rest = JSON.stringify({ note_id, version, type: event, time, actor });
  const eventText = `${rest.slice(0, -1)},"data":${data}}`;
  return toEntry(log, partition, { pos, prev, subject: note_id, author, event, eventText });
}
