import { shortType } from '@notes/contracts';
import { type Entry, type EntryLog, toEntry } from '../domain/entry.ts';

/** A row of the journal as the queries of this folder select it. `data` is its text: it goes to clients as it came. */
export type JournalRow = {
  readonly partition: number;
  readonly pos: number;
  readonly prev: number | null;
  readonly subject: string;
  readonly version: number;
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  readonly author: string;
  readonly data: string;
};

export const journalColumns = 'partition, pos, prev, subject, version, type, time, actor, author, data::text as data';

export function entryOfRow(log: EntryLog, row: JournalRow): Entry {
  const { partition, pos, prev, subject, version, time, actor, author, data } = row;
  const event = shortType(row.type);
  const rest = JSON.stringify({ note_id: subject, version, type: event, time, actor });
  const eventText = `${rest.slice(0, -1)},"data":${data}}`;
  return toEntry(log, partition, { pos, prev, subject, author, event, eventText });
}
