import type { Note } from '@notes/features/notes/contract';
import { applyUpTo, deleteNote, openLog, putNotes, someNote } from '@notes/features/notes/testing';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

type Page = { notes: Note[]; next?: string };

let query: QueryUnderTest;
beforeAll(async () => {
  query = await startQuery();
  await openLog(query.database);
  await applyUpTo(query.database, 0, 3);
});
beforeEach(async () => {
  await query.database.query('truncate rm_1.notes');
});
afterAll(() => query.stop());

const page = async (path: string): Promise<Page> => {
  const response = await query.get(path);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
};

async function someNotes(count: number): Promise<Note[]> {
  const notes = Array.from({ length: count }, () => someNote());
  await putNotes(query.database, ...notes);
  return notes;
}

test('an empty list is a page without a next', async () => {
  const response = await query.get('/v1/notes');
  expect(await response.json()).toEqual({ notes: [] });
  expect(response.headers.get('consistency-token')).toBe('k3f9a2c1:0-3');
  expect(response.headers.get('link')).toBeNull();
});

test('what changed last comes first, fifty to a page, without the deleted ones', async () => {
  const notes = await someNotes(52);
  const [gone] = notes.splice(30, 1);
  await deleteNote(query.database, gone?.id ?? '');
  const expected = notes.toReversed();
  const first = await page('/v1/notes');
  expect(first.notes).toEqual(expected.slice(0, 50));
  const second = await page(`/v1/notes?cursor=${first.next}`);
  expect(second).toEqual({ notes: expected.slice(50) });
});

test('a last page that is exactly full has no next', async () => {
  await someNotes(4);
  const first = await page('/v1/notes?limit=2');
  const second = await page(`/v1/notes?limit=2&cursor=${first.next}`);
  expect(second.notes).toHaveLength(2);
  expect(second.next).toBeUndefined();
});

test('notes that changed in the same millisecond come by id, downwards as their time, across pages too', async () => {
  const updated_at = '2026-01-31T12:00:00.123Z';
  const notes = Array.from({ length: 7 }, () => someNote({ updated_at }));
  await putNotes(query.database, ...notes);
  const ids = (await walk(2)).map(({ id }) => id);
  expect(ids).toEqual(
    notes
      .map(({ id }) => id)
      .sort()
      .reverse(),
  );
});

test('Link leads to the next page with the parameters of this one', async () => {
  const notes = await someNotes(3);
  const response = await query.get('/v1/notes?limit=2');
  const { next } = (await response.json()) as Page;
  const link = response.headers.get('link') ?? '';
  expect(link).toBe(`</v1/notes?limit=2&cursor=${next}>; rel="next"`);
  const rest = await page(link.slice(1, link.indexOf('>')));
  expect(rest.notes).toEqual(notes.slice(0, 1));
});

async function walk(limit: number, between: () => Promise<void> = async () => {}): Promise<Note[]> {
  const seen: Note[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const current: Page = await page(`/v1/notes?limit=${limit}${next === '' ? '' : `&cursor=${next}`}`);
    seen.push(...current.notes);
    next = current.next;
    await between();
  }
  return seen;
}

test('a walk sees every note that does not change exactly once, and none twice, while others change', async () => {
  const notes = await someNotes(60);
  const still = notes.filter((_, i) => i % 3 !== 0);
  const moving = notes.filter((_, i) => i % 3 === 0);
  const seen = await walk(7, async () => {
    const note = moving.pop();
    if (note === undefined) return;
    await putNotes(query.database, someNote(), { ...note, updated_at: someNote().updated_at, version: 2 });
    const [gone] = moving;
    if (gone !== undefined) await deleteNote(query.database, gone.id);
  });
  const ids = seen.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => still.some((note) => note.id === id))).toEqual(still.map(({ id }) => id).toReversed());
});

test('requests for the same page share a statement, and those for another page do not wait for it', async () => {
  const [note] = await someNotes(1);
  const owner = await query.database.connect();
  await owner.query('begin; lock table rm_1.notes in access exclusive mode');
  const waiting = async (): Promise<number> => {
    const text = `select count(*) as n from pg_stat_activity
      where datname = current_database() and application_name = 'query' and wait_event_type = 'Lock'`;
    return (await owner.query<{ n: number }>(text)).rows[0]?.n ?? 0;
  };
  const same = Array.from({ length: 9 }, () => page('/v1/notes?limit=7'));
  await eventually(async () => expect(await waiting()).toBe(1));
  const other = page('/v1/notes?limit=8');
  await eventually(async () => expect(await waiting()).toBe(2));
  await owner.query('commit');
  owner.release();
  expect(await Promise.all([...same, other])).toEqual(Array(10).fill({ notes: [note] }));
});
