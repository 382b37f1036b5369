import { uuidText } from '@notes/contracts';
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

const uuid = new RegExp(uuidText);

/** The rows of a channel in one partition, after one position and up to another, in order. */
export async function selectPage(pool: pg.Pool, { channel, limit, ...bounds }: PageBounds): Promise<RowPage> {
  const { rows } = await pool.query<Row>({
    name: `page-${channel.kind}`,
    text: text(matching[channel.kind]),
    // One more than wanted, to know whether there is more.
    values: [bounds.partition, bounds.after, bounds.upTo, limit + 1, bounds.maxBytes, ...filter(channel)],
  });
  const [first] = rows;
  const page = rows.filter(({ nth }) => nth !== null && nth <= limit);
  return { rows: page, last: first?.last ?? none, more: page.length < (first?.found ?? 0) };
}

/**
 * The version of the subject in $6 after which its events stand after the position $2. Its events are in the order of the log, so it is
 * found by halving: all the events before, of which there may be any number, need not be read.
 */
const versionBefore = `
  with recursive search(low, high) as (
    select 0, coalesce((select version from journal_entries where subject = $6 order by version desc limit 1), 0) + 1
    union all
    select case when pos <= $2 then middle else low end, case when pos <= $2 then high else middle end
    from (select low, high, low + (high - low) / 2 as middle from search where high - low > 1) as halved
    cross join lateral (
      select pos from journal_entries where subject = $6 and version >= middle order by version limit 1
    ) as there
  )
  select max(low) from search`;

/** What is wanted beside the bounds, and by which index it is found: that of the places in the log, or that of a subject's versions. */
const matching = {
  all: 'order by pos',
  subject: `and subject = $6 and version > (${versionBefore}) order by version`,
  author: 'and author = $6 order by pos',
} as const;

function filter(channel: Channel): (string | null)[] {
  if (channel.kind === 'author') return [channel.author];
  // A subject with another kind of id there cannot be.
  return channel.kind === 'subject' ? [uuid.test(channel.subject) ? channel.subject : null] : [];
}

/** One statement, so that the rows and the end of the journal are of one moment. */
const text = (which: string): string => `
  select checkpoints.journal_pos as last, page.*
  from checkpoints left join lateral (
    select ${journalColumns}, row_number() over (order by pos) as nth, count(*) over () as found,
      sum(octet_length(data::text)) over (order by pos) as bytes
    from (
      select * from journal_entries
      where partition = $1 and pos > $2 and pos <= $3 ${which} limit $4
    ) as wanted
  ) as page on page.bytes <= $5 or page.nth = 1
  where checkpoints.partition = $1
  order by page.pos`;
