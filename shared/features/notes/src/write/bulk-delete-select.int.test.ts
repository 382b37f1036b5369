import { selectInIdOrder } from '@notes/reading';
import { createPool } from '@notes/service';
import { type Crowd, crowdSize, joinCrowd, knowledge } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { NoteFilters } from '../contract/index.ts';
import { noteSource } from '../read/note-source.ts';

let crowd: Crowd;

beforeAll(async () => {
  crowd = await joinCrowd(inject('databaseUrl'), (DATABASE_URL) =>
    createPool({ DATABASE_URL }, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true }),
  );
});
afterAll(() => crowd.end());

const limit = 500;
/** In the middle of the ids. */
const middle = '80000000-0000-4000-8000-000000000000';

type Case = readonly [filters: NoteFilters, author: string | undefined, passing: number, where: string];

const cases: readonly Case[] = [
  [{}, undefined, crowdSize * 0.9, 'true'],
  [{}, 'few', 97, `created_by = 'few'`],
  [{}, 'some', 9_700, `created_by = 'some'`],
  [{ created_by: ['few', 'one'] }, 'one', 10, `created_by = 'one'`],
  [{ created_by: ['few'] }, 'one', 0, 'false'],
  [{ 'priority:ge': 1_000 }, undefined, 10, 'priority >= 1000'],
  [{ priority: [10] }, undefined, 10_000, 'priority = 10'],
  [{ search: 'Scarce' }, undefined, 90, `description ilike '%scarce%'`],
  [{ search: 'common' }, undefined, crowdSize * 0.9, 'true'],
  [{ before: '2026-02-01T00:10:00.000Z' }, undefined, 540, `updated_at <= '2026-02-01T00:10Z'`],
  [
    { after: '2026-02-01T00:10:00.000Z', search: 'unique' },
    'most',
    10,
    `description ilike '%unique%' and created_by = 'most' and updated_at >= '2026-02-01T00:10Z'`,
  ],
];

describe.each(knowledge)('with %s', (known) => {
  beforeAll(() => crowd.know(known, { 'rm_1.notes': 'updated_at' }));

  test.each(cases)(
    'a batch of %j by %j costs little more than by its best way',
    async (filters, author, passing, where) => {
      for (const after of [undefined, middle]) {
        const selected = await selectInIdOrder(crowd.pool, noteSource, { filters, author, after, limit });
        const expected = await crowd.pool.query<{ id: string }>(
          `select id from notes where deleted_at is null and ${where} and id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
         order by id limit ${limit}`,
          [after],
        );
        expect(selected.rows.map(({ id }) => id)).toEqual(expected.rows.map(({ id }) => id));
        const pages = await crowd.pages(() =>
          selectInIdOrder(crowd.pool, noteSource, { filters, author, after, limit }),
        );
        const best = Math.min(passing, (limit * crowdSize) / Math.max(passing, 1));
        // What it takes, twice; a look at first; what search has yet to take in; and where there are several filters, a try of each.
        const tries = (Object.keys(filters).length + Number(author !== undefined) - 1) * Math.sqrt(limit * crowdSize);
        expect(pages, JSON.stringify({ best, after })).toBeLessThan(
          2 * best + 3 * limit + 600 + 1.2 * Math.max(tries, 0),
        );
      }
    },
  );
});
