import { describeError, readIdentity } from '@notes/service';
import type pg from 'pg';
import type { Channels } from '../domain/channel.ts';
import type { Entry } from '../domain/entry.ts';
import { none } from '../domain/partition-follower.ts';
import type { Page, PageQuery } from './catch-up.ts';
import type { LoadedPartition } from './fan-out.ts';
import { ringLimits } from './fan-out.ts';
import {
  entryOfRow,
  type Heads,
  type JournalRow,
  type PageBounds,
  type RowLog,
  selectHeads,
  selectNewest,
  selectPage,
} from './select-journal.ts';

export type Loaded = {
  readonly epoch: string;
  readonly partitions: readonly LoadedPartition[];
  /** Of the same epoch; they may be a little older than the partitions. */
  readonly heads: Heads['heads'];
};

/** The journal of accepted events in Postgres: the truth that the feed goes by. All reads reject while it is unavailable. */
export type Journal = {
  /** Why the last read failed; undefined if it did not. */
  readonly away: string | undefined;
  load(): Promise<Loaded>;
  /** Undefined if set-up has not been run. */
  readHeads(): Promise<Heads | undefined>;
  readAfter(epoch: string, partition: number, after: number): Promise<{ entries: readonly Entry[]; more: boolean }>;
  readPage(epoch: string, query: PageQuery): Promise<Page>;
};

const pageSize = 500;
/** About what a subscriber takes before it is full: more would be read again. */
const pageBytes = 512 * 1024;
/** How many positions a page spans at most, so that finding little in a lot is many quick queries instead of a long one. */
const pageSpan = 50_000;
/** So that many who come back at once leave connections for the follower. */
const maxPagesAtOnce = 6;

export function createJournal(pool: pg.Pool, channels: Channels): Journal {
  let away: string | undefined;
  const limited = limitConcurrency(maxPagesAtOnce);
  const shared = shareFlights<Page>();

  async function noting<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      away = undefined;
      return result;
    } catch (error) {
      away = describeError(error);
      throw error;
    }
  }

  async function page(epoch: string, { channel, partition, after, upTo }: PageQuery): Promise<Page> {
    // The events of one subject are found by an index of their own, however far apart.
    const end = channel.kind === 'subject' ? upTo : Math.min(upTo, after + pageSpan);
    const { rows, last, more } = await read({ channel, partition, after, upTo: end });
    const entries = rows.map((row) => entryOfRow({ epoch, channels }, row));
    // What is not in the journal yet, or again, has not been read, whatever was requested.
    return { entries, reached: more ? (entries.at(-1)?.pos ?? after) : Math.min(end, last) };
  }

  const read = (bounds: Omit<PageBounds, 'limit' | 'maxBytes'>) =>
    noting(selectPage(pool, { ...bounds, limit: pageSize, maxBytes: pageBytes }));

  return {
    get away() {
      return away;
    },
    load: () => noting(load(pool, channels)),
    readHeads: () => noting(selectHeads(pool)),
    async readAfter(epoch, partition, after) {
      const { rows, more } = await read({ channel: undefined, partition, after, upTo: Number.MAX_SAFE_INTEGER });
      return { entries: rows.map((row) => entryOfRow({ epoch, channels }, row)), more };
    },
    readPage(epoch, query) {
      const key = [query.channel.name, query.partition, query.after, query.upTo].join(' ');
      return shared(key, () => limited(() => page(epoch, query)));
    },
  };
}

async function load(pool: pg.Pool, channels: Channels): Promise<Loaded> {
  const identity = await readIdentity(pool);
  if (identity === undefined) throw new Error('the database has not been set up: run `notes setup`');
  const { epoch, partitions } = identity;
  const heads = await selectHeads(pool);
  const rows = await selectNewest(pool, partitions, ringLimits);
  if (heads?.epoch !== epoch) throw new Error('the database follows another log than a moment ago');
  const byPartition: JournalRow[][] = Array.from({ length: partitions }, () => []);
  for (const row of rows) byPartition[row.partition]?.push(row);
  return { epoch, partitions: byPartition.map((own) => loaded({ epoch, channels }, own)), heads: heads.heads };
}

function loaded(log: RowLog, rows: readonly JournalRow[]): LoadedPartition {
  return { floor: rows[0]?.prev ?? none, entries: rows.map((row) => entryOfRow(log, row)) };
}

/** Runs at most `max` of the works at a time, the others in their order after them. */
function limitConcurrency(max: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // Whoever is next takes over this place.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** Shares one read among all callers that want the same page while it is under way. */
function shareFlights<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const flights = new Map<string, Promise<T>>();
  return (key, work) => {
    const before = flights.get(key);
    if (before !== undefined) return before;
    const flight = work().finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };
}
