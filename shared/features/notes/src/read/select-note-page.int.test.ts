import {
  byFilterStatement,
  filterCandidates as candidatesOf,
  lookStatement,
  type PageRequest as PageRequestOf,
  readOrder as readOrderOf,
  runPage,
  type SortValue,
  selectPage,
  walkStatement,
} from '@notes/reading';
import { createPool } from '@notes/service';
import { type Crowd, crowdSize, freshDatabase, joinCrowd, knowledge, tellingPlans, watchPlans } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Note, type NoteFilters, type SortMember, sortMembers } from '../contract/index.ts';
import { noteSource } from './note-source.ts';

type PageRequest = PageRequestOf<NoteFilters, SortMember>;
const filterCandidates = (filters: NoteFilters) => candidatesOf(noteSource, filters);
const readOrder = readOrderOf<SortMember>;
const selectNotePage = (pool: Crowd['pool'], request: PageRequest) =>
  selectPage<Note, NoteFilters, SortMember>(pool, noteSource, request);
const run = (pool: Crowd['pool'], { deleted }: PageRequest, statement: ReturnType<typeof walkStatement>) =>
  runPage<Note>(pool, noteSource, deleted, statement);

let crowd: Crowd;

beforeAll(async () => {
  crowd = await joinCrowd(inject('databaseUrl'), (DATABASE_URL) =>
    createPool({ DATABASE_URL }, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true }),
  );
});
afterAll(() => crowd.end());

const limit = 51;

const plain: PageRequest = {
  ...{ filters: {}, deleted: false, order: readOrder(), start: undefined },
  ...{ offset: 0, limit, count: false },
};

/** Pages of the database that it takes, all statements together, none of which may read the table from end to end. */
async function pagesOf(request: Partial<PageRequest>): Promise<number> {
  const run = await crowd.plans(() => selectNotePage(crowd.pool, { ...plain, ...request }));
  const scans = run.flatMap(({ nodes }) => nodes).filter((node) => node['Relation Name'] === 'notes');
  expect(scans).not.toHaveLength(0);
  expect(scans.map((scan) => scan['Node Type'])).not.toContain('Seq Scan');
  return run.reduce((sum, { pages }) => sum + pages, 0);
}

/** Wherever the notes are: each on a page of its own, and the way to the first of them, several times. */
const onePage = 3 * limit;

const some: Readonly<Record<SortMember | 'id', SortValue>> = {
  id: '7fffffff-0000-4000-8000-000000000000',
  title: 'Note 5',
  priority: 3,
  created_by: 'most',
  created_at: '2026-01-01T13:00:00.000Z',
  updated_at: '2026-02-01T14:00:00.000Z',
};

const keys = sortMembers.flatMap((member) => [[member], [`-${member}`]]);

describe.each(knowledge)('with %s', (known) => {
  beforeAll(() => crowd.know(known, { 'rm_1.notes': 'updated_at' }));

  test('a page of a list costs a page, in any order, wherever it begins, of live notes and of the bin', async () => {
    for (const key of keys) {
      const order = readOrder(key);
      const values = order.map(({ member }) => some[member]);
      const place = { backward: false, inclusive: false, values };
      for (const at of [undefined, place, { ...place, backward: true }])
        for (const deleted of [false, true]) {
          const pages = await pagesOf({ order, start: at, deleted });
          expect(pages, JSON.stringify({ key, at, deleted })).toBeLessThan(onePage);
        }
    }
  });

  test.each(shares)('a page of %j costs little more than by its best way', async (filters, live) => {
    // A look at first, a try of each further filter, and what the search index has yet to take in, 4 MB at most.
    const tries = (Object.keys(filters).length - 1) * 2 * Math.sqrt(limit * crowdSize);
    const apart = 2 * onePage + 1.2 * tries + (filters.search === undefined ? 0 : 600);
    for (const [key, deleted] of [
      ['-updated_at', false],
      ['title', false],
      ['title', true],
    ] as const) {
      const passing = deleted ? live / 9 : live;
      const notes = deleted ? crowdSize * 0.1 : crowdSize * 0.9;
      const best = Math.min(passing, (limit * notes) / Math.max(passing, 1));
      const pages = await pagesOf({ order: readOrder([key]), filters, deleted });
      expect(pages, JSON.stringify({ key, deleted, best })).toBeLessThan(2 * best + apart);
    }
  });

  test('by several keys, few are found by their filter, and many by way of what is equal in the first', async () => {
    const order = readOrder(['priority', 'title']);
    const equal = crowdSize * 0.9 * 0.2;
    expect(await pagesOf({ order, filters: { created_by: ['few'] } })).toBeLessThan(onePage);
    expect(await pagesOf({ order, filters: { created_by: ['most'] } })).toBeLessThan(1.5 * equal);
    expect(
      await pagesOf({ order: readOrder(['created_by', '-title']), filters: { created_by: ['few'] } }),
    ).toBeLessThan(2 * onePage);
  });

  test('who has the oldest notes alone is found in spite of that', async () => {
    expect(await pagesOf({ filters: { created_by: ['veteran'] } })).toBeLessThan(3 * 2_700);
  });

  test('counting costs no more than the notes that are counted, and a page', async () => {
    expect(await pagesOf({ filters: { created_by: ['few'] }, count: true })).toBeLessThan(2 * onePage);
    expect(await pagesOf({ filters: { created_by: ['some'] }, count: true })).toBeLessThan(3 * 9_700);
  });
});

test('with a few thousand notes that have just come, the first page is read along its index, too', async () => {
  const young = await freshDatabase(inject('databaseUrl'));
  const settings = { DATABASE_URL: tellingPlans(young.url) };
  const own = createPool(settings, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true });
  const { during } = watchPlans(own);
  await own.query('alter table rm_1.notes set (autovacuum_enabled = false)');
  await own.query(`insert into log_identity (epoch, partitions) values ('k3f9a2c1', 3)`);
  await own.query(`
    insert into rm_1.notes (id, title, description, priority, created_by, created_at, updated_at, version, event_id)
    select gen_random_uuid(), 'Note ' || n, '', n % 5, 'ada', moment, moment, 1, gen_random_uuid()
    from (select n, timestamptz '2026-02-01' + n * interval '1 second' as moment from generate_series(1, 6000) as n) as made`);
  const run = await during(() => selectNotePage(own, plain));
  await own.end();
  await young.drop();
  expect(run.map(({ pages }) => pages < limit)).toEqual([true]);
});

describe('all ways to a page lead to the same notes', () => {
  const orders = [
    ['-updated_at'],
    ['title'],
    ['created_by'],
    ['-priority', 'created_by'],
    ['created_by', '-priority', 'title'],
  ];

  test.each(shares.map((share, nth) => [...share, nth] as const))('of %j', async (filters, _, nth) => {
    for (const i of [nth % orders.length, (nth + 2) % orders.length]) {
      const order = readOrder(orders[i]);
      const values = order.map(({ member }) => some[member]);
      const place = i % 2 === 0 ? undefined : { backward: i === 3, inclusive: i === 1, values };
      const request = {
        ...plain,
        filters,
        order,
        start: place,
        deleted: i % 3 === 1,
        offset: i === 2 ? 7 : 0,
        count: i === 1,
      };
      const one = await run(crowd.pool, request, walkStatement(noteSource, request));
      const another = await run(
        crowd.pool,
        request,
        lookStatement(noteSource, request, { atMost: crowdSize, ways: [] }),
      );
      expect(another.page).toEqual(one.page);
      for (const candidates of filterCandidates(filters)) {
        const { page } = await run(
          crowd.pool,
          request,
          byFilterStatement(noteSource, request, candidates, Number.POSITIVE_INFINITY),
        );
        expect(page, JSON.stringify(candidates.filters)).toEqual(one.page);
      }
      expect(await selectNotePage(crowd.pool, request)).toEqual(one.page);
    }
  });
});

/** Filters of every kind, and how many live notes they let through. */
const shares: [filters: NoteFilters, live: number][] = [
  [{ created_by: ['one'] }, 9],
  [{ created_by: ['few'] }, 97],
  [{ created_by: ['some'] }, 9_700],
  [{ created_by: ['most'] }, 77_000],
  [{ created_by: ['newcomer'] }, 2],
  [{ created_by: ['one', 'few'] }, 106],
  [{ 'created_by:ne': ['most', 'some', 'veteran'] }, 106],
  [{ 'created_by:ne': ['one'] }, 90_000],
  [{ priority: [1_000] }, 10],
  [{ priority: [1_000, 100] }, 110],
  [{ 'priority:ge': 1_000 }, 10],
  [{ 'priority:gt': 10 }, 110],
  [{ 'priority:ge': 10 }, 10_110],
  [{ 'priority:lt': 2_000 }, 90_000],
  [{ 'priority:ne': [0, 1, 2, 3, 4, 10, 100] }, 10],
  [{ search: 'unique' }, 10],
  [{ search: 'SCARCE' }, 90],
  [{ search: 'frequent' }, 10_000],
  [{ search: 'common' }, 90_000],
  [{ search: 'no such text' }, 0],
  [{ search: 'co' }, 90_000],
  [{ after: at(crowdSize - 10) }, 9],
  [{ after: at(crowdSize - 100) }, 90],
  [{ after: at(crowdSize * 0.9) }, 9_000],
  [{ after: at(0) }, 90_000],
  [{ before: at(10) }, 9],
  [{ after: at(5_000), before: at(5_100) }, 90],
  [{ created_by: ['some'], search: 'unique' }, 0],
  [{ created_by: ['most'], 'priority:ge': 10, search: 'common' }, 8_000],
];

function at(n: number): string {
  return new Date(Date.parse('2026-02-01T00:00:00Z') + n * 1_000).toISOString();
}
