import { type ListOrder, listPage, readOrder, type SortKey } from '@notes/reading';
import { createPool } from '@notes/service';
import { freshDatabase } from '@notes/testing';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { Note, NoteFilters, SortMember } from '../contract/index.ts';

import { openLog, putNotes, someNote } from '../testing/read-model.ts';
import { noteSource } from './note-source.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;

beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  pool = createPool({ DATABASE_URL: database.url }, { logger: { warn: () => {} }, name: 'test' });
  await openLog(pool);
});
beforeEach(async () => {
  await pool.query('truncate rm_1.notes');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const list = (order: ListOrder<SortMember>, limit: number, cursor: string | undefined) =>
  listPage<Note, NoteFilters, SortMember>(pool, noteSource, {
    filters: {},
    deleted: false,
    order,
    limit,
    cursor,
    offset: 0,
    count: false,
  });

// Few values, so that most notes are equal in some keys. U+FFFD and the emoji change places if compared as UTF-16.
const instants = fc.constantFrom('2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.001Z');
const notes = fc.array(
  fc.record({
    title: fc.constantFrom('a', 'B', 'ä', '\ufffd', '😀', "o'clock", 'a b'),
    priority: fc.constantFrom(-2_147_483_648, 0, 7, 2_147_483_647),
    created_by: fc.constantFrom('ada', 'Bob'),
    created_at: instants,
    updated_at: instants,
  }),
  { maxLength: 25 },
);
const orders = fc
  .uniqueArray(fc.constantFrom('title', 'priority', 'created_by', 'created_at', 'updated_at'), { minLength: 1 })
  .chain((members) => fc.tuple(...members.map((member) => fc.constantFrom(member, `-${member}`))));

function compare(order: ListOrder<SortMember>) {
  const byKey = ({ member, descending }: SortKey<SortMember>, a: Note, b: Note): number => {
    const [x, y] = [a[member], b[member]];
    const sign = typeof x === 'number' ? x - Number(y) : Buffer.compare(Buffer.from(x), Buffer.from(String(y)));
    return descending ? -sign : sign;
  };
  return (a: Note, b: Note): number => order.map((key) => byKey(key, a, b)).find((sign) => sign !== 0) ?? 0;
}

test('in any order and with any size of page, each note is met once on the way forward, and once on the way back', async () => {
  await fc.assert(
    fc.asyncProperty(notes, orders, fc.integer({ min: 1, max: 9 }), async (members, keys, limit) => {
      await pool.query('truncate rm_1.notes');
      const all = members.map((some) => someNote(some));
      await putNotes(pool, ...all);
      const order = readOrder<SortMember>(keys);
      const expected = all.toSorted(compare(order));
      let page = await list(order, limit, undefined);
      const forward = [...page.items];
      while (page.next !== undefined) {
        page = await list(order, limit, page.next);
        forward.push(...page.items);
      }
      expect(forward).toEqual(expected);
      const backward = [...page.items];
      while (page.prev !== undefined) {
        page = await list(order, limit, page.prev);
        backward.unshift(...page.items);
      }
      expect(backward).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test.each([['-updated_at'], ['title'], ['-priority']])(
  'by %s, while others write, a note that nobody touches is neither passed over nor met twice, forward and back',
  async (key) => {
    const all = Array.from({ length: 60 }, (_, i) => someNote({ priority: i % 4, title: `Note ${i % 7}` }));
    await putNotes(pool, ...all);
    const still = all.filter((_, i) => i % 3 !== 0);
    const moving = all.filter((_, i) => i % 3 === 0);
    const order = readOrder<SortMember>([key]);
    const expected = still.toSorted(compare(order)).map(({ id }) => id);
    const disturb = async () => {
      const [changed, gone] = moving.splice(0, 2);
      if (changed === undefined || gone === undefined) return;
      const { updated_at } = someNote();
      const now = { ...changed, title: 'Note 3', priority: 2, updated_at, version: 2 };
      await putNotes(pool, now, someNote({ title: 'Note 3', priority: 2 }), { ...gone, deleted_at: updated_at });
    };
    const walk = async (way: 'next' | 'prev', from: string | undefined) => {
      const met: string[] = [];
      let last = from;
      for (let cursor = from, begun = false; cursor !== undefined || !begun; begun = true) {
        const page = await list(order, 7, cursor);
        const ids = page.items.map(({ id }) => id);
        if (way === 'next') met.push(...ids);
        else met.unshift(...ids);
        last = cursor;
        cursor = page[way];
        await disturb();
        if (cursor === undefined) break;
      }
      return { met: met.filter((id) => expected.includes(id)), last };
    };
    const forward = await walk('next', undefined);
    expect(forward.met).toEqual(expected);
    const end = await list(order, 7, forward.last);
    const backward = await walk('prev', end.prev);
    const ids = end.items.map(({ id }) => id).filter((id) => expected.includes(id));
    expect([...backward.met, ...ids]).toEqual(expected);
  },
);
