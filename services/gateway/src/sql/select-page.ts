import type pg from 'pg';
import type { Channel } from '../domain/channel.ts';
import { none } from '../domain/partition-follower.ts';
import { type JournalRow, journalColumns } from './journal-row.ts';

export type PageBounds = {
  readonly channel: Channel;
  readonly partition: number;
  readonly after: number;
  readonly upTo: number;
  /** Of rows, and of the bytes of their data; a first row there is in any case. */
  readonly limit: number;
  readonly maxBytes: number;
};

/** `last`: the last position that the journal held when it was read. `more`: there are more rows within the bounds. */
type RowPage = { readonly rows: readonly JournalRow[]; readonly last: number; readonly more: boolean };

type Row = JournalRow & { readonly last: number | null; readonly found: number | null; readonly nth: number | null };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The rows of a channel in one partition, after one position and up to another, in order. */
export async function selectPage(pool: pg.Pool, { channel, limit, ...bounds }: PageBounds): Promise<RowPage> {
  const { rows } = await pool.query<Row>({
    name: `page-${channel.kind}`,
    text: text(condition[channel.kind]),
    // One more than wanted, to know whether there is more.
    values: [bounds.partition, bounds.after, bounds.upTo, limit + 1, bounds.maxBytes, ...filter(channel)],
  });
  const [first] = rows;
  const page = rows.filter(({ nth }) => nth !== null && nth <= limit);
  return { rows: page, last: first?.last ?? none, more: page.length < (first?.found ?? 0) };
}

const condition = { notes: '', note: 'and note_id = $6', author: 'and author = $6' } as const;

function filter(channel: Channel): (string | null)[] {
  if (channel.kind === 'author') return [channel.author];
  // A note with another kind of id there cannot be.
  return channel.kind === 'note' ? [uuid.test(channel.noteId) ? channel.noteId : null] : [];
}

/** One statement, so that the rows and the end of the journal are of one moment. */
const text = (which: string): string => `
  select checkpoints.journal_pos as last, page.*
  from checkpoints left join lateral (
    select ${journalColumns}, row_number() over (order by pos) as nth, count(*) over () as found,
      sum(octet_length(data::text)) over (order by pos) as bytes
    from (
      select * from journal
      where partition = $1 and pos > $2 and pos <= $3 ${which}
      order by pos limit $4
    ) as wanted
  ) as page on page.bytes <= $5 or page.nth = 1
  where checkpoints.partition = $1
  order by page.pos`;
