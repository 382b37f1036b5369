import {
  beginAndLock,
  deadLettersStatements,
  duePartitions,
  keptLetters,
  withConnection,
} from '@notes/projecting/testing';
import { createPool } from '@notes/service';
import { busyNote, type Crowd, joinCrowd, knowledge, nthNote } from '@notes/testing';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { loadJournalled, loadRows, loadSubjects, readJournal, refoldFrozen } from '../testing/for-notes.ts';

let crowd: Crowd;

// Of the notes that are frozen, two are due: one is of a type that is known by now, for the other somebody has asked.
beforeAll(async () => {
  crowd = await joinCrowd(inject('databaseUrl'), (DATABASE_URL) =>
    createPool(
      { DATABASE_URL },
      { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true, pipeline: true },
    ),
  );
  await crowd.pool.query('alter table frozen set (autovacuum_enabled = false)');
  await crowd.pool.query(`
    insert into frozen (subject, partition, pos, type, trouble, asked_at)
    select gen_random_uuid(), n % 3, n, case when n % 2 = 0 then 'notes.NoteRevised.v1' else 'notes.NoteMoved.v1' end,
      case when n % 2 = 0 then 'it does not apply' end, case when n = 1 then now() end
    from generate_series(1, 20000) as n`);
  await crowd.pool.query(
    `
    insert into frozen (subject, partition, pos, type) values ($1, 0, 20001, 'notes.NoteRevised.v1')`,
    [nthNote(3)],
  );
});
afterAll(() => crowd.end());

const known = ['notes.NoteCreated.v1', 'notes.NoteRevised.v1'];
const some = Array.from({ length: 100 }, (_, i) => nthNote(i * 900 + 1));

const onClient = (work: (client: pg.PoolClient) => Promise<unknown>) => () => withConnection(crowd.pool, work);

const letter = {
  partition: 1,
  pos: 1_000_000,
  reason: 'malformed',
  detail: '',
  key: null,
  value: null,
  recordTime: null,
} as const;

async function writeLetter(client: pg.PoolClient): Promise<void> {
  await client.query('begin');
  for (const statement of deadLettersStatements([letter])) await client.query(statement);
  await client.query('rollback');
}

describe.each(knowledge)('with %s', (state) => {
  beforeAll(() =>
    crowd.know(state, { 'rm_1.notes': 'updated_at', journal_entries: 'time', frozen: 'pos', dead_letters: 'pos' }),
  );

  test.each<[what: string, most: number, run: () => Promise<unknown>]>([
    [
      'begin and lock',
      20,
      onClient(async (client) => {
        await beginAndLock(client, [0, 1], 10);
        await client.query('rollback');
      }),
    ],
    ['a hundred notes', 900, onClient((client) => loadSubjects(client, some))],
    ['a hundred rows', 500, onClient((client) => loadRows(client, 1, some))],
    [
      'the events of a few notes',
      40,
      onClient((client) =>
        loadJournalled(
          client,
          [1, 2, 4].map((n) => ({ subject: nthNote(n), version: 0 })),
        ),
      ),
    ],
    [
      'the last events of a long history',
      40,
      onClient((client) => loadJournalled(client, [{ subject: busyNote(), version: 3_330 }])),
    ],
    [
      'a page of the journal for a build',
      4_500,
      () => readJournal(crowd.pool, { partition: 2, after: 30_000, limit: 2_000 }),
    ],
    ['the notes that are due to be folded again', 40, () => duePartitions(crowd.pool, known)],
    ['a dead letter', 2 * keptLetters, onClient(writeLetter)],
  ])('%s costs what is in it', async (_, most, run) => {
    // Several times, since plans are kept.
    for (let i = 0; i < 7; i++) {
      const pages = await crowd.pages(run);
      expect(pages).toBeLessThan(most);
    }
  });
});

test('looking for notes that may be folded again does not pass by those that may not', async () => {
  expect(await crowd.pages(() => refoldFrozen(crowd.pool, 2, ['notes.NoteCreated.v1']))).toBeLessThan(40);
});
