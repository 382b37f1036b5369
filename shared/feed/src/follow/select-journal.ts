import { shortType, uuidText } from '@notes/contracts';
import { familyOf } from '@notes/kernel';
import type pg from 'pg';
import { type Channel, type Channels, peopleOf } from '../domain/channel.ts';
import { type Entry, toEntry, unseen } from '../domain/entry.ts';
import { none } from '../domain/partition-follower.ts';
import type { RingLimits } from './fan-out.ts';

/** A row of the journal as these queries select it. `data` is its text: it goes to clients as it came. */
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
  readonly audience: readonly string[] | null;
  readonly data: string;
};

const journalColumns =
  'partition, pos, prev, subject, version, type, time, actor, author, audience, data::text as data';

/** The log that rows are of, and the channels that they may be on. */
export type RowLog = { readonly epoch: string; readonly channels: Channels };

export function entryOfRow({ epoch, channels }: RowLog, row: JournalRow): Entry {
  const { partition, pos, prev, subject, time, author, audience } = row;
  const family = familyOf(row.type);
  const event = shortType(row.type);
  const names = channels.ofFamily(family);
  if (names === undefined) return toEntry(epoch, partition, { pos, prev, family, event, time, ...unseen });
  const people = peopleOf(names, author, audience);
  const eventText = eventTextOf(names.one, row);
  return toEntry(epoch, partition, { pos, prev, family, event, time, subject, people, eventText });
}

/** An id is text that needs no escapes. */
function eventTextOf(one: string, { subject, version, type, time, actor, data }: JournalRow): string {
  const known = JSON.stringify({ version, type: shortType(type), time, actor });
  return `{"${one}_id":"${subject}",${known.slice(1, -1)},"data":${data}}`;
}

/**
 * How far each partition is. `applied`: the last record of the log that the read model has seen; `last`: the last position
 * journalled; `floor`: the position before the oldest that the journal still holds.
 */
type Head = {
  readonly partition: number;
  readonly applied: number;
  readonly last: number;
  readonly floor: number;
};
export type Heads = { readonly epoch: string; readonly heads: readonly Head[] };

type HeadRow = {
  epoch: string;
  partition: number | null;
  position: number;
  journal_pos: number | null;
  floor: number | null;
};

/** Undefined if set-up has not been run. */
export async function selectHeads(pool: pg.Pool): Promise<Heads | undefined> {
  const { rows } = await pool.query<HeadRow>({
    name: 'heads',
    text: `
      select log_identity.epoch, checkpoints.partition, checkpoints.position, checkpoints.journal_pos,
        (select prev from journal_entries as entry where entry.partition = checkpoints.partition order by pos limit 1) as floor
      from log_identity left join checkpoints on true
      where log_identity.single`,
  });
  const [first] = rows;
  return first === undefined ? undefined : { epoch: first.epoch, heads: rows.flatMap(headOf) };
}

function headOf({ partition, position, journal_pos, floor }: HeadRow): Head[] {
  if (partition === null) return [];
  return [{ partition, applied: position, last: journal_pos ?? none, floor: floor ?? none }];
}

/** The newest rows of every partition within the limits, in order. */
export async function selectNewest(pool: pg.Pool, partitions: number, limits: RingLimits): Promise<JournalRow[]> {
  const { rows } = await pool.query<JournalRow>({
    name: 'newest',
    text: `
      select newest.* from generate_series(0, $1::int - 1) as wanted(partition)
      cross join lateral (
        select ${journalColumns}, sum(octet_length(data::text)) over (order by pos desc) as bytes
        from journal_entries where partition = wanted.partition
        order by pos desc limit $2
      ) as newest
      where newest.bytes <= $3
      order by newest.partition, newest.pos`,
    values: [partitions, limits.entries, limits.bytes],
  });
  return rows;
}

export type PageBounds = {
  /** Undefined: the whole log, families without channels too. */
  readonly channel: Channel | undefined;
  readonly partition: number;
  readonly after: number;
  readonly upTo: number;
  /** Of rows, and of the bytes of their data; a first row there is in any case. */
  readonly limit: number;
  readonly maxBytes: number;
};

/** `last`: the last position that the journal held when it was read. `more`: there are more rows within the bounds. */
type RowPage = { readonly rows: readonly JournalRow[]; readonly last: number; readonly more: boolean };

type PageRow = JournalRow & {
  readonly last: number | null;
  readonly found: number | null;
  readonly nth: number | null;
};

const uuid = new RegExp(uuidText);

/** The rows of a channel, or of all, in one partition, after one position and up to another, in order. */
export async function selectPage(pool: pg.Pool, { channel, limit, ...bounds }: PageBounds): Promise<RowPage> {
  const { rows } = await pool.query<PageRow>({
    name: `page-${channel?.kind ?? 'log'}`,
    text: text(matching[channel?.kind ?? 'log']),
    // One more than wanted, to know whether there is more.
    values: [bounds.partition, bounds.after, bounds.upTo, limit + 1, bounds.maxBytes, ...filter(channel)],
  });
  const [first] = rows;
  const page = rows.filter(({ nth }) => nth !== null && nth <= limit);
  return { rows: page, last: first?.last ?? none, more: page.length < (first?.found ?? 0) };
}

/**
 * The version of the subject in $7 after which its events stand after the position $2. Its events are in the order of the log, so it is
 * found by halving: all the events before, of which there may be any number, need not be read.
 */
const versionBefore = `
  with recursive search(low, high) as (
    select 0, coalesce((select version from journal_entries where subject = $7 order by version desc limit 1), 0) + 1
    union all
    select case when pos <= $2 then middle else low end, case when pos <= $2 then high else middle end
    from (select low, high, low + (high - low) / 2 as middle from search where high - low > 1) as halved
    cross join lateral (
      select pos from journal_entries where subject = $7 and version >= middle order by version limit 1
    ) as there
  )
  select max(low) from search`;

/** What is wanted beside the bounds, and by which index it is found: that of the places in the log, or that of a subject's versions. */
const matching = {
  log: 'order by pos',
  all: 'and starts_with(type, $6) order by pos',
  subject: `and starts_with(type, $6) and subject = $7 and version > (${versionBefore}) order by version`,
  // The family last: few events are left by then.
  author: 'and author = $7 and starts_with(type, $6) order by pos',
  audience: 'and audience ? $7 and starts_with(type, $6) order by pos',
} as const;

function filter(channel: Channel | undefined): (string | null)[] {
  if (channel === undefined) return [];
  const type = `${channel.family}.`;
  if (channel.kind === 'all') return [type];
  if (channel.kind !== 'subject') return [type, channel.person];
  // A subject with another kind of id there cannot be.
  return [type, uuid.test(channel.subject) ? channel.subject : null];
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
