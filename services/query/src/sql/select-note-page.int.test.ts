import { type NoteFilters, sortMembers } from '@notes/contracts';
import { createPool } from '@notes/service';
import { freshDatabase } from '@notes/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ListOrder, readOrder, type SortValue } from '../paging/list-order.ts';
import { type PageRequest, pageStatement } from './select-note-page.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;

const rows = 100_000;

// One note in ten is in the bin. Titles and descriptions are of words, of which `Rare` is in one note in a thousand.
beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  pool = createPool(
    { DATABASE_URL: database.url },
    { logger: { warn: () => {} }, name: 'test', statementTimeoutMs: 60_000 },
  );
  await pool.query(`
    insert into log_identity (epoch, partitions) values ('k3f9a2c1', 3);
    insert into checkpoints (partition, position) select generate_series(0, 2), 1;
    insert into rm_1.notes (id, title, description, priority, created_by, created_at, updated_at, version, deleted_at, event_id)
    select gen_random_uuid(), 'Note ' || n % 977, case when n % 1000 = 0 then 'Rare' else 'Common' end || ' words, ' || n % 13,
      n % 7 - 3, 'author ' || n % 89, moment - interval '1 hour', moment, 1, case when n % 10 = 0 then moment end, gen_random_uuid()
    from (select n, timestamptz '2026-01-01' + n * interval '1 second' as moment from generate_series(1, ${rows}) as n) as made`);
  await pool.query('vacuum analyze rm_1.notes');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

type Plan = { readonly 'Node Type': string; readonly 'Relation Name'?: string; readonly Plans?: readonly Plan[] };

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

const some: Readonly<Record<ListOrder[number]['member'], SortValue>> = {
  id: '7fffffff-0000-4000-8000-000000000000',
  title: 'Note 5',
  priority: 0,
  created_by: 'author 5',
  created_at: '2026-01-01T13:00:00.000Z',
  updated_at: '2026-01-01T14:00:00.000Z',
};

async function scansOf(request: Partial<PageRequest>): Promise<string[]> {
  const order = request.order ?? readOrder();
  const whole = {
    filters: {},
    deleted: false,
    order,
    place: undefined,
    offset: 0,
    limit: 51,
    count: false,
    ...request,
  };
  const { text, values } = pageStatement(whole);
  const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (format json) ${text}`, [...values]);
  const all = rows.flatMap((row) => nodes(row['QUERY PLAN'][0].Plan));
  return all.filter((node) => node['Relation Name'] === 'notes').map((node) => node['Node Type']);
}

const keys = [
  undefined,
  ...sortMembers.flatMap((member) => [[member], [`-${member}`]]),
  ['-priority', 'title'],
  ['created_by', '-updated_at'],
  ['title', 'priority', 'created_by'],
];

const filters: NoteFilters[] = [
  { created_by: ['author 7'] },
  { created_by: ['author 7', 'author 8'] },
  { 'created_by:ne': ['author 7'] },
  { priority: [2] },
  { priority: [2, 3] },
  { 'priority:ne': [0] },
  { 'priority:gt': 2 },
  { 'priority:ge': 1, 'priority:lt': 3 },
  { 'priority:le': -3 },
  { search: 'rare' },
  { search: 'common' },
  { search: 'no such text' },
  { search: 'ra' },
  { after: '2026-01-02T03:00:00.000Z' },
  { before: '2026-01-01T00:01:00.000Z' },
  { created_by: ['author 7'], 'priority:gt': 0, search: 'note 5' },
];

test.each(keys)(
  'no page by %j reads the whole table, wherever it begins, of the live notes and of the bin',
  async (...key) => {
    const order = readOrder(key[0] === undefined ? undefined : (key.flat() as string[]));
    const values = order.map(({ member }) => some[member]);
    const places = [
      undefined,
      { backward: false, inclusive: false, values },
      { backward: true, inclusive: false, values },
    ];
    for (const deleted of [false, true])
      for (const place of places) {
        const scans = await scansOf({ order, place, deleted });
        expect(scans, JSON.stringify({ deleted, place })).not.toHaveLength(0);
        expect(scans, JSON.stringify({ deleted, place })).not.toContain('Seq Scan');
      }
  },
);

test.each(filters)(
  'no page of %j reads the whole table, in any order, of the live notes and of the bin',
  async (which) => {
    for (const key of keys)
      for (const deleted of [false, true]) {
        const scans = await scansOf({ order: readOrder(key), filters: which, deleted });
        expect(scans, JSON.stringify({ deleted, key })).not.toContain('Seq Scan');
      }
  },
);

test('a page far into the list costs what the first one does', async () => {
  const blocks = async (request: Partial<PageRequest>) => {
    const order = readOrder();
    const { text, values } = pageStatement({
      ...{ filters: {}, deleted: false, order, place: undefined, offset: 0, limit: 51, count: false },
      ...request,
    });
    const { rows } = await pool.query(`explain (analyze, buffers, format json) ${text}`, [...values]);
    const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  };
  const first = await blocks({});
  const values = [some.updated_at, some.id];
  expect(await blocks({ place: { backward: false, inclusive: false, values } })).toBeLessThan(first + 20);
  expect(await blocks({ place: { backward: true, inclusive: false, values } })).toBeLessThan(first + 20);
});

test('a search for what is rare reads little of the table', async () => {
  for (const search of ['rare', 'no such text'])
    expect(await scansOf({ filters: { search } })).toContain('Bitmap Heap Scan');
});
