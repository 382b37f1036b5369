import { smallNote } from '@notes/kernel/testing';
import { createPool } from '@notes/service';
import {
  busyNote,
  type Crowd,
  freshDatabase,
  joinCrowd,
  knowledge,
  nthCommand,
  nthNote,
  pagesByKeptPlan,
  whenPlanned,
} from '@notes/testing';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { SnapshotLoader } from './snapshot-loader.ts';

const nobody = '00000000-0000-4000-8000-000000000000';
/** No subject of the crowd has this id. */
const stranger = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
const logger = { warn: () => {} };
/** The log that the crowd is of. */
const followed = () => 'k3f9a2c1';

test.each(
  whenPlanned.flatMap((planned) => [
    [planned, 'load-rows-notes', undefined, ", '{0}'"] as const,
    [planned, 'load-snapshots-notes', nobody, `, '{0}', '{${nobody}}'`] as const,
  ]),
)('a plan made while there were %i notes does not read all of them later: %s', async (planned, name, command, last) => {
  const database = await freshDatabase(inject('databaseUrl'));
  const pool = createPool({ DATABASE_URL: database.url }, { logger, name: 'test', max: 1, preferIndexes: true });
  const loader = new SnapshotLoader(pool, smallNote, () => undefined);
  const statement = { name, parameters: (wanted: string) => `'{${wanted}}'${last}` };
  const pages = await pagesByKeptPlan(pool, statement, () => loader.load(nobody, 0, command), planned);
  await pool.end();
  await database.drop();
  expect(pages).toBeLessThan(20);
});

describe('among many', () => {
  let crowd: Crowd;
  beforeAll(async () => {
    crowd = await joinCrowd(inject('databaseUrl'), (DATABASE_URL) =>
      createPool({ DATABASE_URL }, { logger, name: 'test', max: 1, preferIndexes: true }),
    );
  });
  afterAll(() => crowd.end());

  describe.each(knowledge)('with %s', (known) => {
    beforeAll(() => crowd.know(known, { 'rm_1.notes': 'updated_at', journal_entries: 'time' }));

    // The last event of the note that has thousands, the first, and none.
    test.each([nthCommand(99_973), nthCommand(13), nobody])(
      'what a command has done to a note with thousands of events is looked up: %s',
      async (command) => {
        const loader = new SnapshotLoader(crowd.pool, smallNote, followed);
        const load = () => loader.load(busyNote(), 1, command);
        const found = await load();
        expect(found.command === undefined).toBe(command === nobody);
        const [plan] = await crowd.plans(load);
        expect(plan?.pages).toBeLessThan(20);
      },
    );

    test.each([busyNote, () => nthNote(1), () => stranger])('a row is loaded by its key: %#', async (idOf) => {
      const loader = new SnapshotLoader(crowd.pool, smallNote, followed);
      const load = () => loader.load(idOf(), 1, undefined);
      expect((await load()).chain === undefined).toBe(idOf() === stranger);
      const [plan] = await crowd.plans(load);
      expect(plan?.pages).toBeLessThan(20);
    });

    test('the state of a note is read by its versions', async () => {
      const loader = new SnapshotLoader(crowd.pool, smallNote, followed);
      const [plan] = await crowd.plans(() => loader.stateAt(nthNote(1), 1));
      expect(plan?.pages).toBeLessThan(10);
    });
  });
});
