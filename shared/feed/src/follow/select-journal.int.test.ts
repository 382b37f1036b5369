import { createHash } from 'node:crypto';
import { createPool } from '@notes/service';
import { busyNote, type Crowd, joinCrowd, knowledge, nthNote } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Channel } from '../domain/channel.ts';
import { type JournalRow, selectHeads, selectNewest, selectPage } from './select-journal.ts';

let crowd: Crowd;

const [end, mixedEnd] = [67_000, 80_000];

/** After the notes: a stretch in which every tenth event is of a task, and every tenth of a claim. Of the tasks a hundredth are for `few`. */
const mixed = `
  insert into journal_entries (partition, pos, prev, subject, version, type, event_id, command_id, fingerprint, actor, author, time,
    data, audience)
  select 1, ${end} + n, ${end} + n - 1, md5('mixed ' || n)::uuid, 1,
    case n % 10 when 3 then 'tasks.TaskCreated.v1' when 7 then 'claims.Claimed.v1' else 'notes.NoteCreated.v1' end,
    gen_random_uuid(), gen_random_uuid(), 'print', 'ada', case when n % 100 in (24, 73) then 'few' else 'ada' end,
    timestamptz '2026-03-01' + n * interval '1 second', '{"title":"T","description":"","priority":0}',
    case when n % 10 = 3 then case n % 1000 when 3 then '["few", "most"]' when 13 then '[]' else '["most"]' end::jsonb end
  from generate_series(1, ${mixedEnd - end}) as n`;

beforeAll(async () => {
  crowd = await joinCrowd(inject('databaseUrl'), (DATABASE_URL) =>
    createPool({ DATABASE_URL }, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true }),
  );
  await crowd.pool.query(mixed);
});
afterAll(() => crowd.end());

const channel = (kind: 'subject' | 'author' | 'audience', of: string, family = 'notes'): Channel =>
  kind === 'subject'
    ? { kind, name: `${family}:${of}`, family, subject: of }
    : { kind, name: `people:${of}`, family, person: of };
const all = (family: string): Channel => ({ kind: 'all', name: family, family });

const page = (of: Channel | undefined, after: number, upTo: number) =>
  selectPage(crowd.pool, { channel: of, partition: 1, after, upTo, limit: 500, maxBytes: 500_000 });

/** Twice, since a statement's plan is kept. */
async function pagesOf(run: () => Promise<unknown>): Promise<number> {
  await run();
  const [plan] = await crowd.plans(run);
  return plan?.pages ?? Number.NaN;
}

const busy = () => channel('subject', busyNote());

describe.each(knowledge)('with %s', (known) => {
  beforeAll(() => crowd.know(known, { journal: 'time' }));

  test.each<[what: string, most: number, run: () => Promise<unknown>]>([
    ['the newest of each partition', 300, () => selectNewest(crowd.pool, 3, { entries: 1_000, bytes: 1_000_000 })],
    ['the heads', 30, () => selectHeads(crowd.pool)],
    ['a page of the whole log', 60, () => page(undefined, 40_000, end)],
    ['a page of all notes', 70, () => page(all('notes'), 40_000, end)],
    ['a page of all tasks', 500, () => page(all('tasks'), end, mixedEnd)],
    ['a page of all notes among others', 70, () => page(all('notes'), end, mixedEnd)],
    ['a page of an author', 900, () => page(channel('author', 'few'), 0, 20_000)],
    ['a page of an assignee', 900, () => page(channel('audience', 'few', 'tasks'), end, mixedEnd)],
    ['a page of a task', 20, () => page(channel('subject', idOf(3), 'tasks'), -1, mixedEnd)],
    ['a page of a note with few events', 20, () => page(channel('subject', nthNote(1)), -1, end)],
    ['the first page of a note with many events', 600, () => page(busy(), -1, end)],
    ['a page far into its events', 600, () => page(busy(), 40_000, end)],
    ['the last ones of its events', 120, () => page(busy(), end - 100, end)],
  ])('%s costs what is on it', async (_, most, run) => {
    expect(await pagesOf(run)).toBeLessThan(most);
  });
});

const idOf = (n: number): string =>
  createHash('md5')
    .update(`mixed ${n}`)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

const count = (rows: readonly JournalRow[], by: (row: JournalRow) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[by(row)] = (counts[by(row)] ?? 0) + 1;
  return counts;
};

test('a page has the events of its family alone, and one of the log all of them', async () => {
  const typed = async (of: Channel | undefined) =>
    count((await page(of, end, end + 100)).rows, ({ type }) => type.slice(0, type.indexOf('.')));
  expect(await typed(all('notes'))).toEqual({ notes: 80 });
  expect(await typed(all('tasks'))).toEqual({ tasks: 10 });
  expect(await typed(undefined)).toEqual({ notes: 80, tasks: 10, claims: 10 });
  const subject = idOf(3);
  const [task] = (await page(all('tasks'), end, end + 100)).rows;
  expect(task).toMatchObject({ subject, audience: ['few', 'most'] });
  expect((await page(channel('subject', subject, 'tasks'), -1, mixedEnd)).rows).toMatchObject([{ subject }]);
  expect((await page(channel('subject', subject), -1, mixedEnd)).rows).toEqual([]);
});

test('a page of a person has the events of its family whose author they are, or which concern them', async () => {
  const found = async (name: string, family: string) =>
    count(
      (await page(channel(family === 'notes' ? 'author' : 'audience', name, family), end, end + 2_000)).rows,
      ({ type, author, audience }) => [type.slice(0, 5), author, ...(audience ?? [])].join(' '),
    );
  expect(await found('few', 'tasks')).toEqual({ 'tasks ada few most': 2 });
  expect(await found('most', 'tasks')).toEqual({
    'tasks ada few most': 2,
    'tasks ada most': 176,
    'tasks few most': 20,
  });
  expect(await found('ada', 'tasks')).toEqual({});
  expect(await found('few', 'notes')).toEqual({ 'notes few': 20 });
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
