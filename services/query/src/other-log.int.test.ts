import { randomUUID } from 'node:crypto';
import { openLog, putNotes, someNote } from '@notes/features/notes/testing';
import { writeLogOpened } from '@notes/kernel';
import { createLogAdmin, type LogAdmin } from '@notes/log';
import { createLogger } from '@notes/service';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

const epoch = 'k3f9a2c1';
const note = someNote();
const paths = [`/v1/notes/${note.id}`, '/v1/notes', '/v1/stats', '/v1/status'];
let log: LogAdmin;
let query: QueryUnderTest;
beforeAll(async () => {
  const config = { brokers: inject('kafkaBrokers').split(','), topic: `query-${randomUUID()}`, clientId: 'query-test' };
  log = createLogAdmin(config, { logger: createLogger('query-test', 'silent') });
  await log.createTopic({ partitions: 1 });
  const opened = writeLogOpened({ id: randomUUID(), time: new Date(0).toISOString(), epoch, partitions: 1 });
  await log.append(0, [{ key: null, value: Buffer.from(opened) }]);
  query = await startQuery({ NOTES_TOPIC: config.topic });
  await openLog(query.database, epoch);
  await putNotes(query.database, note);
});
afterAll(async () => {
  await query?.stop();
  await log.stop();
});

const statuses = () => Promise.all(paths.map(async (path) => (await query.get(path)).status));
const follow = (other: string) => query.database.query('update log_identity set epoch = $1', [other]);

test('a database of another log is not read, and the right one is again when it is back', async () => {
  await eventually(async () => expect(await statuses()).toEqual(paths.map(() => 200)));
  await follow('zzzzzzzz');
  await eventually(async () => expect(await statuses()).toEqual(paths.map(() => 503)));
  expect(await (await query.get(paths[0] ?? '')).json()).toMatchObject({ type: '/problems/unavailable' });
  const said = `the log has been exchanged: the database follows zzzzzzzz, the topic holds ${epoch}`;
  await eventually(async () => expect(await (await query.get('/readyz')).text()).toContain(said));
  await follow(epoch);
  await eventually(async () => expect((await query.get('/readyz')).status).toBe(200));
  expect(await statuses()).toEqual(paths.map(() => 200));
  await follow('zzzzzzzz');
  // By now it knows which log it is, and answers not one read of another.
  expect(await statuses()).toEqual(paths.map(() => 503));
});
