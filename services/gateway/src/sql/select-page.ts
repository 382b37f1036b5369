import type pg from 'pg';
import type { Channel } from '../domain/channel.ts';
import { type JournalRow, journalColumns } from './journal-row.ts';

export type PageBounds = {
  readonly channel: Channel;
  readonly partition: number;
  readonly after: number;
  readonly upTo: number;
  readonly limit: number;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The rows of a channel in one partition, after one position and up to another, the first `limit` of them in order. */
export async function selectPage(pool: pg.Pool, { channel, ...bounds }: PageBounds): Promise<JournalRow[]> {
  // A note of such an id there cannot be.
  if (channel.kind === 'note' && !uuid.test(channel.noteId)) return [];
  const values = [bounds.partition, bounds.after, bounds.upTo, bounds.limit];
  const { rows } = await pool.query<JournalRow>({
    name: `page-${channel.kind}`,
    text: text(condition[channel.kind]),
    values:
      channel.kind === 'note'
        ? [...values, channel.noteId]
        : channel.kind === 'author'
          ? [...values, channel.author]
          : values,
  });
  return rows;
}

const condition = { notes: '', note: 'and note_id = $5', author: 'and author = $5' } as const;

const text = (which: string): string => `
  select ${journalColumns} from journal
  where partition = $1 and pos > $2 and pos <= $3 ${which}
  order by pos limit $4`;
