import { randomUUID } from 'node:crypto';
import { fromBeginning, nextOf, writeEvent } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { addReadModel, checksumReadModels, dropReadModel } from '@notes/postgres';
import {
  applyBatches,
  type Batch,
  buildReadModel,
  claimBuild,
  loadSubjects,
  readBatch,
  readModelOf,
  withConnection,
} from '@notes/projecting/testing';
import { createPool } from '@notes/service';
import { freshDatabase } from '@notes/testing';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type TaskChain, task, taskRecords } from '../domain/index.ts';
import { type Accepted, taskLife } from '../testing/random-life.ts';
import { taskProjected } from './index.ts';

const epoch = 'abcd1234';
const taskReadModel = readModelOf(taskProjected);
const { projections } = taskProjected;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  const settings = { DATABASE_URL: database.url };
  pool = createPool(settings, { logger: { warn: () => {} }, name: 'test', max: 5, pipeline: true });
  await pool.query('insert into log_identity (epoch, partitions) values ($1, 2)', [epoch]);
});
beforeEach(empty);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function empty(): Promise<void> {
  const tables = [task.row.table, ...projections.map(({ table }) => table.name)].map((name) => `rm_1.${name}`);
  await pool.query(`truncate journal_entries, checkpoints, ${tables.join(', ')}`);
  await pool.query('insert into checkpoints (partition, position) values (0, -1), (1, -1)');
}

/** A stretch of partition 0, where a test has its tasks at home. */
function batchOf(events: readonly Accepted[], from: number, to: number): Batch {
  const records = events.slice(from, to).map(({ event }, i) => ({
    ...{ offset: from + i, key: Buffer.from(event.subject), value: Buffer.from(writeEvent(event)) },
  }));
  const next = nextOf(to - 1);
  return readBatch(taskRecords, { partition: 0, from: from === 0 ? fromBeginning : nextAt(from), next, records }, 1);
}

async function applyAll(events: readonly Accepted[], cuts: readonly number[]): Promise<void> {
  let from = 0;
  for (const to of [...new Set([...cuts.filter((cut) => cut < events.length), events.length])].sort((a, b) => a - b)) {
    if (to > from) await applyBatches(taskReadModel, pool, epoch, [batchOf(events, from, to)]);
    from = Math.max(from, to);
  }
}

test('rows, numbers and heads are those that the events make, and a build from the journal makes them again', async () => {
  const property = fc.asyncProperty(
    taskLife,
    fc.array(fc.nat(40), { maxLength: 3 }),
    async ({ events, chains }, cuts) => {
      await empty();
      await applyAll(events, cuts);
      const ids = [...chains.keys()];
      const { rows, heads } = await withConnection(pool, (client) =>
        loadSubjects(taskReadModel, client, new Map([['tasks', new Set(ids)]])),
      );
      for (const [id, chain] of chains) {
        expect(rows.get(id)?.state).toEqual(chain.state);
        expect(heads.get(id)?.head).toEqual(chain.head);
      }
      const { rows: journal } = await pool.query('select type, subject, version from journal_entries order by pos');
      expect(journal).toEqual(events.map(({ event: { type, subject, version } }) => ({ type, subject, version })));
    },
  );
  await fc.assert(property, { numRuns: 40 });
  const builder = randomUUID();
  const version = await addReadModel(pool);
  expect(await claimBuild(pool, builder)).toBe(version);
  const { signal } = new AbortController();
  await withConnection(pool, (client) =>
    buildReadModel({ readModel: taskReadModel, version, builder, client, pool, signal, onStep: () => {} }),
  );
  const sums = await checksumReadModels(pool);
  const of = (wanted: number) => sums.filter((sum) => sum.version === wanted).map(({ version: _, ...sum }) => sum);
  expect(of(version)).toEqual(of(1));
  await dropReadModel(pool, version);
});

test('a batch that comes again changes nothing', async () => {
  const sample = fc.sample(taskLife, { numRuns: 50, seed: 7 }).find(({ events }) => events.length > 8);
  const events = sample?.events ?? [];
  const chains: ReadonlyMap<string, TaskChain> = sample?.chains ?? new Map();
  expect(events.length).toBeGreaterThan(8);
  await applyAll(events, []);
  await applyBatches(taskReadModel, pool, epoch, [batchOf(events, 0, events.length)]);
  const { rows } = await pool.query(
    'select sum(events)::int as events, sum(tasks + deleted)::int as tasks from task_totals',
  );
  expect(rows).toEqual([{ events: events.length, tasks: chains.size }]);
});
