import { createLogAdmin, type LogAdmin, type LogRecord } from '@notes/log';
import { createLogger } from '@notes/service';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { handedOver, newLog, one, other, partitions, roof } from '../testing/task-log.ts';

const brokers = inject('kafkaBrokers');
let topic: string;
let admin: LogAdmin;
let made = 0;
beforeEach(async () => {
  topic = `events-${process.pid}-${made++}`;
  const config = { brokers: brokers.split(','), topic, clientId: 'events-test' };
  admin = createLogAdmin(config, { logger: createLogger('events-test', 'silent') });
  await admin.createTopic({ partitions });
});
afterEach(() => admin.stop());

const events = (...args: string[]) => runCli({ KAFKA_BROKERS: brokers, NOTES_TOPIC: topic }, 'events', ...args);

const append = (log: LogAdmin, { partition, key, value }: LogRecord) =>
  log.append(partition, [{ key: key === null ? null : key.toString(), value: value ?? Buffer.alloc(0) }]);

/** Each record in a millisecond of its own: within one, records of several partitions have no order. */
async function write({ log }: ReturnType<typeof newLog>): Promise<void> {
  for (const record of log) {
    await append(admin, record);
    const appended = Date.now();
    await vi.waitUntil(() => Date.now() > appended, { interval: 1 });
  }
}
const jsonLines = (out: string) => out.split('\n').map((line) => JSON.parse(line));

test('a log whose chains hold is read to its end, and said to hold', async () => {
  await write(handedOver());
  const { out, err, code } = await events('verify');
  expect(JSON.parse(out)).toMatchObject({
    ...{ topic, epoch: 'abcdefgh', records: 9, accepted: 6, offsets_without_record: 0, holds: true, faults: [] },
    families: { tasks: { subjects: 2, live: 2 }, claims: { subjects: 1 } },
    unique: { values: 1, claims: 1 },
  });
  expect([err, code]).toEqual(['', 0]);
  expect((await events('verify', '--table')).out).toMatch(/tasks +2 +2 +0 +3 +0\n[\s\S]*\n\nEvery chain holds\.$/);
});

test('a value with two live holders is said to be so, with exit code 1', async () => {
  const log = newLog();
  log.write(roof, log.claims(one));
  log.write(one, log.created('roof'));
  log.write(other, log.created('roof'));
  await write(log);
  const { out, code } = await events('verify');
  expect(JSON.parse(out)).toMatchObject({ holds: false });
  expect(JSON.parse(out).faults.join('\n')).toMatch(/"roof" is held by .* and /);
  expect(code).toBe(1);
});

test('a chain is shown with the verdict on each of its records, and a record by its position', async () => {
  const log = handedOver();
  const [last] = log.log.slice(-1);
  await write(log);
  if (last === undefined) throw new Error('nothing was written');
  // The same once more: another event stands in its place by now.
  await append(admin, last);
  const shown = jsonLines((await events('show', other.toUpperCase())).out);
  expect(shown.map(({ type, verdict, version }) => [type, verdict, version])).toEqual([
    ['tasks.TaskCreated.v1', 'accepted', 1],
    ['tasks.TaskCreated.v1', 'superseded', 1],
  ]);
  const { position } = shown[1];
  expect(JSON.parse((await events('show', position)).out)).toMatchObject({
    position,
    verdict: 'superseded',
    key: other,
  });
  expect((await events('show', other, '--table')).out).toMatch(/^\d-\d +accepted +1970.*\n\d-\d +superseded/);
  expect(await events('show', '0-99')).toMatchObject({
    err: expect.stringContaining('holds no record at 0-99'),
    code: 3,
  });
  expect(await events('show', '00000000-0000-4000-8000-0000000000ff')).toMatchObject({ code: 3 });
  expect(await events('show', 'x')).toMatchObject({
    err: expect.stringContaining('neither an id nor a position'),
    code: 2,
  });
});

test('the last records are printed in the order in which they came, or all after a position', async () => {
  const log = handedOver();
  await write(log);
  const all = jsonLines((await events('tail', '--since', 'beginning')).out);
  expect(all).toHaveLength(log.log.length);
  const last = jsonLines((await events('tail', '--limit', '2')).out);
  expect(last.map(({ type }) => type)).toEqual(['claims.Reclaimed.v1', 'tasks.TaskCreated.v1']);
  const since = await events('tail', '--since', `abcdefgh:${last[0].position}`);
  expect(jsonLines(since.out)).not.toContainEqual(last[0]);
  expect(await events('tail', '--since', 'zzzzzzzz:0-1')).toMatchObject({
    err: expect.stringContaining('of another log'),
    code: 2,
  });
  expect(await events('tail', '--since', 'x')).toMatchObject({
    err: expect.stringContaining('not a position'),
    code: 2,
  });
});

test('without a log it is said what to do', async () => {
  expect(await events('verify')).toMatchObject({ err: expect.stringContaining('notes setup'), code: 1 });
  const missing = await runCli({ KAFKA_BROKERS: brokers, NOTES_TOPIC: 'none-such' }, 'events', 'tail');
  expect(missing).toMatchObject({ err: expect.stringContaining('There is no topic none-such'), code: 1 });
  const away = await runCli({ KAFKA_BROKERS: '127.0.0.1:1' }, 'events', 'tail');
  expect(away).toMatchObject({ code: 6, out: '' });
});
