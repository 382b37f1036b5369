import { createPool } from '@notes/service';
import { busyNote, type Crowd, joinCrowd, knowledge, nthNote } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Channel } from '../domain/channel.ts';
import { selectHeads, selectNewest, selectPage } from './select-journal.ts';

let crowd: Crowd;

beforeAll(async () => {
  crowd = await joinCrowd(inject('databaseUrl'), (DATABASE_URL) =>
    createPool({ DATABASE_URL }, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true }),
  );
});
afterAll(() => crowd.end());

const channel = (kind: 'subject' | 'author', of: string): Channel =>
  (kind === 'subject'
    ? { kind, name: `notes:${of}`, subject: of }
    : { kind, name: `authors:${of}`, author: of }) as Channel;

const page = (of: Channel, after: number, upTo: number) =>
  selectPage(crowd.pool, { channel: of, partition: 1, after, upTo, limit: 500, maxBytes: 500_000 });

/** Twice, since a statement's plan is kept. */
async function pagesOf(run: () => Promise<unknown>): Promise<number> {
  await run();
  const [plan] = await crowd.plans(run);
  return plan?.pages ?? Number.NaN;
}

const end = 67_000;
const busy = () => channel('subject', busyNote());

describe.each(knowledge)('with %s', (known) => {
  beforeAll(() => crowd.know(known, { journal: 'time' }));

  test.each<[what: string, most: number, run: () => Promise<unknown>]>([
    ['the newest of each partition', 300, () => selectNewest(crowd.pool, 3, { entries: 1_000, bytes: 1_000_000 })],
    ['the heads', 30, () => selectHeads(crowd.pool)],
    ['a page of all', 60, () => page({ kind: 'all', name: 'notes' } as Channel, 40_000, end)],
    ['a page of an author', 900, () => page(channel('author', 'few'), 0, 20_000)],
    ['a page of a note with few events', 20, () => page(channel('subject', nthNote(1)), -1, end)],
    ['the first page of a note with many events', 600, () => page(busy(), -1, end)],
    ['a page far into its events', 600, () => page(busy(), 40_000, end)],
    ['the last ones of its events', 120, () => page(busy(), end - 100, end)],
  ])('%s costs what is on it', async (_, most, run) => {
    expect(await pagesOf(run)).toBeLessThan(most);
  });
});

test('a page of a note begins after any position, and has its events in order', async () => {
  const { rows } = await crowd.pool.query<{ pos: number }>(
    'select pos from journal_entries where subject = $1 order by pos',
    [busyNote()],
  );
  const positions = rows.map(({ pos }) => pos);
  for (const after of [
    -1,
    positions[0],
    positions[1],
    19_999,
    positions[1_700],
    positions.at(-2),
    positions.at(-1),
    end,
  ]) {
    const found = await page(busy(), after ?? -1, end);
    const expected = positions.filter((pos) => pos > (after ?? -1));
    expect(found.rows.map(({ pos }) => pos)).toEqual(expected.slice(0, 500));
    expect(found.more).toBe(expected.length > 500);
  }
});
