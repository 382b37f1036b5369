import { randomUUID } from 'node:crypto';
import { createProgressWatch, selectPosition } from '@notes/reading';
import {
  createHttpServer,
  createLogger,
  createMetrics,
  createPool,
  createReadiness,
  type HttpServer,
} from '@notes/service';
import { freshDatabase } from '@notes/testing';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ListedSample, sampleFilters, sampleOrders } from '../contract/index.ts';
import { registerSampleReads } from './index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let server: HttpServer;

const times = { created_at: '2026-01-31T12:00:00.000Z', updated_at: '2026-01-31T12:00:00.000Z' };
const first: ListedSample = {
  id: randomUUID(),
  // <values>
  name: 'a',
  colour: 'red',
  // </values>
  ...{ created_by: 'ada', ...times, version: 1 },
};
const second: ListedSample = {
  ...first,
  id: randomUUID(),
  // <change>
  name: 'b',
  // </change>
  created_by: 'bob',
};

beforeAll(async () => {
  database = await freshDatabase(inject('databaseUrl'));
  pool = createPool({ DATABASE_URL: database.url }, { logger: { warn: () => {} }, name: 'test', preferIndexes: true });
  await pool.query("insert into log_identity (epoch, partitions) values ('k3f9a2c1', 3)");
  await pool.query('insert into checkpoints (partition, position) select generate_series(0, 2), 9');
  const rows = [first, second].map((one) => ({ ...one, event_id: randomUUID(), stale: false }));
  await pool.query('insert into rm_1.samples select * from json_populate_recordset(null::rm_1.samples, $1)', [
    JSON.stringify(rows),
  ]);
  server = await createHttpServer({
    ...{ name: 'test', title: 'Test', description: 'The reads of samples.', version: '0.0.0' },
    ...{ logger: createLogger('test', 'silent'), metrics: createMetrics('test'), readiness: createReadiness() },
    ...{ host: '127.0.0.1', port: 0 },
    register: (app) => registerSampleReads(app, { pool, progress: createProgressWatch(() => selectPosition(pool)) }),
  });
});
afterAll(async () => {
  await server.close();
  await pool.end();
  await database.drop();
});

async function get(url: string) {
  const answer = await server.app.inject({ url });
  return { status: answer.statusCode, body: answer.json() };
}

test('a sample as it is', async () => {
  expect(await get(`/v1/samples/${first.id}`)).toEqual({ status: 200, body: first });
});

test.each(sampleOrders)('a list in the order of %s, and from its other end', async (order) => {
  const { status, body } = await get(`/v1/samples?order_by=${order}&count=true`);
  expect([status, body.samples.length]).toEqual([200, 2]);
  const reversed = await get(`/v1/samples?order_by=-${order}`);
  expect(reversed.body.samples.map(({ id }: ListedSample) => id).toSorted()).toEqual([first.id, second.id].toSorted());
});

/** What a parameter of a filter may be: the value of the first sample, which bounds and lists take. */
const textOf = (name: string): string => {
  const member = name.split(':')[0] as keyof ListedSample;
  if (member in first) return encodeURIComponent(String(first[member]));
  return name === 'search' ? 'nothing like it' : encodeURIComponent(first.updated_at);
};

test.each(Object.keys(sampleFilters.parameters))('the filter %s', async (name) => {
  const { status, body } = await get(`/v1/samples?${name}=${textOf(name)}`);
  expect(status, JSON.stringify(body)).toBe(200);
  const found: readonly string[] = body.samples.map(({ id }: ListedSample) => id);
  expect(found.includes(first.id)).toBe(!/:(?:ne|gt|lt)$|^search$/.test(name));
});

test('the numbers', async () => {
  await pool.query('insert into rm_1.sample_totals (partition, samples, deleted, events) values (0, 3, 1, 7)');
  await pool.query("insert into rm_1.sample_authors values ('ada', 0, 3)");
  await pool.query("insert into rm_1.sample_days values ('2026-01-31', 0, 4, 2, 1, 0)");
  expect(await get('/v1/samples/stats')).toEqual({
    status: 200,
    body: {
      ...{ samples: 3, deleted: 1, events: 7 },
      by_author: [{ created_by: 'ada', samples: 3 }],
      per_day: [{ day: '2026-01-31', created: 4, revised: 2, deleted: 1, restored: 0 }],
    },
  });
});
