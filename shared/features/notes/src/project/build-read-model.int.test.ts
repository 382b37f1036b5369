import {
  addReadModel,
  type Checksum,
  checksumReadModels,
  dropReadModel,
  listReadModels,
  promoteReadModel,
  rollBackReadModel,
} from '@notes/postgres';
import {
  BuildLostError,
  beginBuildStep,
  claimBuild,
  recordBuildStep,
  releaseBuild,
  withConnection,
} from '@notes/projecting/testing';
import { createLogger } from '@notes/service';
import { eventually } from '@notes/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyBatches, buildLoop, buildReadModel } from '../testing/for-notes.ts';
import { type FreshReadModel, freshReadModel, testEpoch } from '../testing/fresh-read-model.ts';
import { type RandomLife, randomLife } from '../testing/random-life.ts';
import { noteProjected } from './index.ts';

const partitions = 3;
let model: FreshReadModel;
let life: RandomLife;
beforeEach(async () => {
  model = await freshReadModel(partitions);
  life = randomLife(7);
});
afterEach(() => model.drop());

const apply = (...batches: Parameters<RandomLife['next']>[]) =>
  applyBatches(
    model.pool,
    testEpoch,
    batches.map((batch) => life.next(...batch)),
  );

const { aggregate, projections } = noteProjected;
const tables = [aggregate.row.table, ...projections.map(({ table }) => table.name)].sort();

const builder = '00000000-0000-4000-8000-000000000001';
const otherBuilder = '00000000-0000-4000-8000-000000000002';

async function build(
  version: number,
  { signal = new AbortController().signal, onStep = () => {} } = {},
): Promise<void> {
  expect(await claimBuild(model.pool, builder)).toBe(version);
  await withConnection(model.pool, (client) =>
    buildReadModel({ version, builder, client, pool: model.pool, signal, onStep }),
  );
}

/** The sums of a version, table by table. */
async function sumsOf(version: number): Promise<Omit<Checksum, 'version'>[]> {
  const sums = await checksumReadModels(model.pool);
  return sums.filter((sum) => sum.version === version).map(({ version: _, ...sum }) => sum);
}

async function expectEqual(...versions: readonly number[]): Promise<void> {
  const sums = await checksumReadModels(model.pool);
  const [first = [], ...others] = versions.map((version) =>
    sums.filter((sum) => sum.version === version).map(({ version: _, ...sum }) => sum),
  );
  expect(first.map(({ table }) => table)).toEqual(expect.arrayContaining(tables));
  for (const other of others) expect(other).toEqual(first);
}

const statesOf = async () => (await listReadModels(model.pool)).map(({ version, state }) => [version, state]);

/** Applies small batches, each partition by an instance of its own, until it is told to stop. */
function startWriters(): { stop(): Promise<void> } {
  let stopped = false;
  const write = async (partition: number): Promise<void> => {
    for (let n = 1; !stopped; n = (n % 20) + 1) await apply([partition, n]);
  };
  const writers = Promise.all(Array.from({ length: partitions }, (_, partition) => write(partition)));
  return {
    async stop() {
      stopped = true;
      await writers;
    },
  };
}

test('a read model built from the journal is equal to the live one, with frozen, deleted and restored notes', async () => {
  await apply([0, 3000], [1, 3000]);
  await apply([0, 1000], [2, 2000]);
  const steps: number[] = [];
  await build(await addReadModel(model.pool, { fast: true }), { onStep: (events?: number) => steps.push(events ?? 0) });
  expect(await statesOf()).toEqual([
    [1, 'live'],
    [2, 'ready'],
  ]);
  expect(steps.reduce((sum, events) => sum + events, 0)).toBe(9000);
  await expectEqual(1, 2);
  const { rows } = await model.pool.query(
    'select count(*) filter (where stale) as frozen, count(deleted_at) as deleted from rm_2.notes',
  );
  expect(rows[0].frozen).toBeGreaterThan(10);
  expect(rows[0].deleted).toBeGreaterThan(100);
});

test('an event that was taken on trust and refused later freezes its note in a new version, too', async () => {
  await apply([0, 500]);
  const { rows } = await model.pool.query(
    `insert into frozen (subject, partition, pos, type, trouble)
     select subject, partition, pos, type, 'not-applicable' from journal_entries where version = 2 limit 1 returning subject`,
  );
  const version = await addReadModel(model.pool, { fast: true });
  await build(version);
  const built = await model.pool.query(`select version, stale from rm_${version}.notes where id = $1`, [
    rows[0].subject,
  ]);
  expect(built.rows).toEqual([{ version: 1, stale: true }]);
});

test('it has the indexes of the live one', async () => {
  await build(await addReadModel(model.pool, { fast: true }));
  const indexes = async (schema: string) => {
    const text = `select replace(indexdef, schemaname, 'rm') as def from pg_indexes where schemaname = $1 order by indexname`;
    return (await model.pool.query(text, [schema])).rows;
  };
  expect(await indexes('rm_2')).toEqual(await indexes('rm_1'));
});

test('writers that go on meanwhile are not missed, build after build', async () => {
  await apply([0, 500], [1, 500], [2, 500]);
  const writers = startWriters();
  for (let version = 2; version <= 6; version++) {
    expect(await addReadModel(model.pool, { fast: true })).toBe(version);
    await build(version);
    await expectEqual(1, version);
  }
  await writers.stop();
  await expectEqual(1, 2, 3, 4, 5, 6);
});

test('promoted under writers it shows all, and a switch back loses nothing', async () => {
  await apply([0, 2000], [1, 2000], [2, 2000]);
  const writers = startWriters();
  await build(await addReadModel(model.pool, { fast: true }));
  expect(await promoteReadModel(model.pool)).toEqual({ live: 2, former: 1 });
  await apply([0, 0]);
  expect(await rollBackReadModel(model.pool)).toEqual({ live: 1, former: 2 });
  expect(await promoteReadModel(model.pool, 2)).toEqual({ live: 2, former: 1 });
  await writers.stop();
  expect(await statesOf()).toEqual([
    [1, 'retired'],
    [2, 'live'],
  ]);
  await expectEqual(1, 2);
  await dropReadModel(model.pool, 1);
  expect(await statesOf()).toEqual([[2, 'live']]);
  await apply([0, 100]);
  await build(await addReadModel(model.pool, { fast: true }));
  await expectEqual(2, 3);
});

test('a prepared statement on a view reads on across the switch, and sees the other version after it', async () => {
  await apply([0, 200]);
  await build(await addReadModel(model.pool, { fast: true }));
  await model.pool.query("update rm_2.notes set title = 'of version 2'");
  const reader = await model.pool.connect();
  const titles = async () =>
    (
      await reader.query({
        name: 'titles',
        text: 'select distinct title from notes where id > $1',
        values: ['00000000-0000-0000-0000-000000000000'],
      })
    ).rows;
  // Postgres keeps a plan for all values from the sixth time on.
  for (let i = 0; i < 8; i++) await titles();
  await promoteReadModel(model.pool);
  expect(await titles()).toEqual([{ title: 'of version 2' }]);
  await rollBackReadModel(model.pool);
  expect(await titles()).not.toContainEqual({ title: 'of version 2' });
  reader.release();
});

test('a build that was stopped goes on from its last page', async () => {
  await apply([0, 3000]);
  await apply([1, 5000]);
  const version = await addReadModel(model.pool, { fast: true });
  const stopping = new AbortController();
  await build(version, { signal: stopping.signal, onStep: () => stopping.abort() });
  expect(await listReadModels(model.pool)).toMatchObject([
    { version: 1 },
    { version, state: 'building', events: 2000, failure: undefined },
  ]);
  await build(version);
  expect(await listReadModels(model.pool)).toMatchObject([{}, { state: 'ready', events: 8000, done: 1, remaining: 0 }]);
  await expectEqual(1, 2);
});

test('a builder whose lease was taken over writes nothing more, and the other one goes on where it was', async () => {
  await apply([0, 5000]);
  const version = await addReadModel(model.pool, { fast: true });
  let takenOver: Promise<unknown> | undefined;
  // It waits for the transaction under way, as whoever claims a lease that has run out does at its next look.
  const onStep = () => {
    takenOver ??= model.pool.query('update read_models set builder = $1 where version = $2', [otherBuilder, version]);
  };
  await expect(build(version, { onStep })).rejects.toThrow(BuildLostError);
  await takenOver;
  expect(await claimBuild(model.pool, otherBuilder)).toBe(version);
  await releaseBuild(model.pool, otherBuilder);
  await build(version);
  expect(await listReadModels(model.pool)).toMatchObject([{}, { state: 'ready', events: 5000 }]);
  await expectEqual(1, version);
});

test('the loop of a projector finds what is to be built, and says why it does not go on', async () => {
  await apply([0, 300]);
  const warned: unknown[] = [];
  const logger = {
    ...createLogger('build-test', 'silent'),
    info: () => {},
    warn: (line: unknown) => warned.push(line),
  };
  const stopping = new AbortController();
  const loop = buildLoop({ pool: model.pool, logger, signal: stopping.signal, onStep: () => {} });
  await loop.start();
  const version = await addReadModel(model.pool, { fast: true });
  await model.pool.query(`alter table rm_${version}.notes rename to elsewhere`);
  await eventually(async () =>
    expect((await listReadModels(model.pool))[1]?.failure).toContain(`relation "rm_${version}.notes" does not exist`),
  );
  await model.pool.query(`alter table rm_${version}.elsewhere rename to notes`);
  await eventually(async () => expect(await statesOf()).toContainEqual([version, 'ready']));
  expect(warned).toHaveLength(1);
  stopping.abort();
  await loop.stop();
  await expectEqual(1, version);
});

test('what is being built can be dropped, and the build ends', async () => {
  await apply([0, 5000]);
  const version = await addReadModel(model.pool, { fast: true });
  let dropped: Promise<void> | undefined;
  const onStep = () => {
    dropped ??= dropReadModel(model.pool, version);
  };
  await expect(build(version, { onStep })).rejects.toThrow(BuildLostError);
  await dropped;
  expect(await statesOf()).toEqual([[1, 'live']]);
  expect(await addReadModel(model.pool, { fast: true })).toBe(version);
});

test('nothing counts that is asked behind a step of a version that is not being built', async () => {
  const client = await model.pool.connect();
  const answers = await Promise.allSettled([
    beginBuildStep(client),
    recordBuildStep(client, { version: 1, builder, events: 1, perSecond: 1 }),
    client.query('delete from checkpoints'),
    client.query('commit'),
  ]);
  client.release();
  expect(answers[1]).toMatchObject({ status: 'rejected', reason: expect.any(BuildLostError) });
  const { rowCount } = await model.pool.query('select from checkpoints');
  expect(rowCount).toBe(partitions);
});

test('what cannot be done is refused in words', async () => {
  await expect(promoteReadModel(model.pool)).rejects.toThrow('no version is ready');
  await expect(rollBackReadModel(model.pool)).rejects.toThrow('no version to go back to');
  await expect(dropReadModel(model.pool, 1)).rejects.toThrow('there is no version 1 that is not live');
  const version = await addReadModel(model.pool, { fast: true });
  await expect(addReadModel(model.pool, { fast: true })).rejects.toThrow(`version ${version} is being built`);
  await expect(promoteReadModel(model.pool, version)).rejects.toThrow('is still being built');
  await expect(promoteReadModel(model.pool, 1)).rejects.toThrow('is live already');
  await expect(promoteReadModel(model.pool, 9)).rejects.toThrow('there is no version 9');
});

test('a long read holds a switch up, but no other read', async () => {
  await apply([0, 100]);
  await build(await addReadModel(model.pool, { fast: true }));
  const reader = await model.pool.connect();
  await reader.query('begin; select count(*) from notes');
  const switched = promoteReadModel(model.pool);
  await eventually(async () => {
    const { rows } = await model.pool.query(
      "select from pg_locks where not granted and relation = 'public.notes'::regclass",
    );
    expect(rows).toHaveLength(1);
  });
  const began = performance.now();
  await model.pool.query('select count(*) from notes');
  expect(performance.now() - began).toBeLessThan(1000);
  await reader.query('commit');
  reader.release();
  expect(await switched).toEqual({ live: 2, former: 1 });
  expect(await sumsOf(2)).toEqual(await sumsOf(1));
});
