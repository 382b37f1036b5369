import {
  type HistoryBounds,
  lastVersion,
  selectById,
  selectHistory,
  selectProgress,
  statsSelection,
} from '@notes/reading';
import { createPool } from '@notes/service';
import { busyNote, type Crowd, joinCrowd, knowledge, nthNote } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { noteSource } from './note-source.ts';
import { noteStats } from './stats-source.ts';

const selectNotesById = selectById(noteSource);

let crowd: Crowd;

beforeAll(async () => {
  crowd = await joinCrowd(inject('databaseUrl'), (DATABASE_URL) =>
    createPool({ DATABASE_URL }, { logger: { warn: () => {} }, name: 'test', max: 1, preferIndexes: true }),
  );
});
afterAll(() => crowd.end());

const history = (note: string, bounds: Partial<HistoryBounds> = {}) =>
  selectHistory(crowd.pool, note, { after: 0, upTo: lastVersion, until: 'infinity', limit: 51, ...bounds });

describe.each(knowledge)('with %s', (known) => {
  beforeAll(() => crowd.know(known, { 'rm_1.notes': 'updated_at', journal_entries: 'time' }));

  test.each<[what: string, most: number, run: () => Promise<unknown>]>([
    ['the history of a note with one event', 12, () => history(nthNote(1))],
    ['the first page of a long history', 70, () => history(busyNote())],
    ['a page far into it', 70, () => history(busyNote(), { after: 3_000 })],
    ['its beginning, up to a version', 20, () => history(busyNote(), { upTo: 3 })],
    ['its beginning, up to a time', 70, () => history(busyNote(), { until: '2026-02-01T01:00:00Z' })],
    [
      'notes by id',
      400,
      () =>
        selectNotesById(
          crowd.pool,
          Array.from({ length: 50 }, (_, i) => nthNote(i)),
        ),
    ],
    ['the status', 10, () => selectProgress(crowd.pool)],
    ['the numbers', 40, () => statsSelection(noteStats)(crowd.pool)],
  ])('%s costs what is in it', async (_, most, run) => {
    // Several times, since the plan of a statement is kept.
    for (let i = 0; i < 8; i++) {
      const [plan] = await crowd.plans(run);
      expect(plan?.pages).toBeLessThan(most);
    }
  });
});
