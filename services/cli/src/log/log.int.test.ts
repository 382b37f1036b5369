import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { idInRecord } from '@notes/kernel';
import { createLogAdmin, type LogAdmin } from '@notes/log';
import { otherClient } from '@notes/log/testing';
import { checkLog, createLogger, createPool } from '@notes/service';
import { freshDatabase } from '@notes/testing';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

const brokers = inject('kafkaBrokers');
const partitions = 3;
const quiet = createLogger('log-test', 'silent');
let made = 0;
let folder: string;
let file: string;
let from: LogAdmin;
let topic: string;
let others: LogAdmin[];
let database: Awaited<ReturnType<typeof freshDatabase>>;

const adminOf = (name: string): LogAdmin =>
  createLogAdmin({ brokers: brokers.split(','), topic: name, clientId: 'log-test' }, { logger: quiet });
const cli = (name: string, ...args: string[]) =>
  runCli({ KAFKA_BROKERS: brokers, NOTES_TOPIC: name, DATABASE_URL: database.url, NOTES_PARTITIONS: '3' }, ...args);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'notes-export-'));
  file = join(folder, 'log.gz');
  topic = `log-${process.pid}-${performance.now()}-${made++}`;
  database = await freshDatabase(inject('databaseUrl'));
  from = adminOf(topic);
  others = [from];
  expect((await cli(topic, 'setup')).code).toBe(0);
});

afterEach(async () => {
  await Promise.all(others.map((admin) => admin.stop()));
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** Events, and what is none: text, bytes that are no text, nothing at all; more than one append takes. */
async function fill(): Promise<void> {
  const event = (n: number) => Buffer.from(JSON.stringify({ id: `event-${n}`, data: { title: 'Grüße, ✓ \n' } }));
  for (let partition = 0; partition < partitions; partition++) {
    const events = Array.from({ length: 700 * partition + 1 }, (_, n) => ({ key: `key-${n}`, value: event(n) }));
    await from.append(partition, [
      ...events,
      { key: null, value: Buffer.from([0xff, 0x00, 0xfe]) },
      { key: '', value: Buffer.alloc(0) },
    ]);
  }
}

function other(): { readonly name: string; readonly admin: LogAdmin } {
  const name = `${topic}-copy-${made++}`;
  const admin = adminOf(name);
  others.push(admin);
  return { name, admin };
}

const all = [0, 1, 2];

test('an imported log has each record where it was, and the database goes on following it', async () => {
  await fill();
  expect(await cli(topic, 'log', 'export', file)).toMatchObject({ code: 0, out: '' });
  const { name, admin } = other();
  const imported = await cli(name, 'log', 'import', file);
  expect([imported.code, imported.out]).toEqual([0, expect.stringContaining('2112 records are in')]);
  const ends = await from.endOffsets(all);
  expect(await admin.endOffsets(all)).toEqual(ends);
  for (const partition of all)
    for (const offset of [0, 1, 2, 700, 1402, 1403]) {
      const [before, after] = await Promise.all([
        from.readRecord(partition, offset),
        admin.readRecord(partition, offset),
      ]);
      expect([after?.key, after?.value]).toEqual([before?.key, before?.value]);
    }
  // As if all had been applied: what is at the checkpoints is compared by its id.
  const config = { DATABASE_URL: database.url, DATABASE_POOL_MIN: 0, DATABASE_POOL_MAX: 1 };
  const pool = createPool(config, { logger: quiet, name: 'log-test' });
  try {
    for (const [partition, end] of ends) {
      const id = idInRecord((await from.readRecord(partition, end - 1))?.value ?? null);
      await pool.query('update checkpoints set position = $2, record_id = $3 where partition = $1', [
        partition,
        end - 1,
        id,
      ]);
    }
    expect(await checkLog({ pool, admin })).toEqual({ ok: true, identity: expect.anything() });
  } finally {
    await pool.end();
  }
  expect((await cli(name, 'setup')).code).toBe(0);
});

test('a topic that is not empty is refused, and one of another number of partitions', async () => {
  await cli(topic, 'log', 'export', file);
  expect(await cli(topic, 'log', 'import', file)).toMatchObject({
    code: 2,
    err: expect.stringContaining('is not empty'),
  });
  const { name, admin } = other();
  await admin.createTopic({ partitions: 2 });
  expect(await cli(name, 'log', 'import', file)).toMatchObject({
    code: 2,
    err: expect.stringContaining('has 2 partitions, the log that was exported 3'),
  });
  expect([...(await admin.endOffsets([0, 1])).values()]).toEqual([0, 0]);
});

test('a file that is damaged, cut off or none is refused before anything is appended', async () => {
  await fill();
  await cli(topic, 'log', 'export', file);
  const bytes = readFileSync(file);
  const text = gunzipSync(bytes).toString();
  const lines = text.trimEnd().split('\n');
  const { name, admin } = other();
  const refused = async (content: Buffer | string, why: string) => {
    writeFileSync(file, content);
    expect(await cli(name, 'log', 'import', file)).toMatchObject({ code: 2, err: expect.stringContaining(why) });
  };
  await refused(bytes.subarray(0, bytes.length - 20), 'cannot be read');
  await refused('no gzip at all', 'cannot be read');
  await refused(gzipSync('{"some":"thing"}\n'), 'is no export of a log');
  await refused(gzipSync(lines.slice(0, -1).join('\n')), 'has been cut off');
  await refused(gzipSync(text.replace('event-0', 'event-X')), 'has been changed');
  await refused(gzipSync([...lines.slice(0, 5), ...lines.slice(6)].join('\n')), 'has been changed');
  expect(await admin.partitions()).toBe(undefined);
  rmSync(file);
  expect(await cli(name, 'log', 'import', file)).toMatchObject({
    code: 2,
    err: expect.stringContaining('cannot be read'),
  });
});

test('a file that exists is not overwritten, and a log whose beginning has been deleted leaves none', async () => {
  writeFileSync(file, 'mine');
  expect(await cli(topic, 'log', 'export', file)).toMatchObject({ code: 2, err: expect.stringContaining('exists') });
  expect(readFileSync(file, 'utf8')).toBe('mine');
  rmSync(file);
  await fill();
  const admin = otherClient({ brokers: brokers.split(',') }).admin();
  await admin.connect();
  await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 1, offset: '1' }] });
  await admin.disconnect();
  expect(await cli(topic, 'log', 'export', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining('beginning of partition 1 has been deleted'),
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('an offset without a record is found: what comes after it could not be put there again', async () => {
  const producer = otherClient({ brokers: brokers.split(',') }).producer({
    transactionalId: `${topic}-transaction`,
    maxInFlightRequests: 1,
    idempotent: true,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ key: 'a', value: 'b', partition: 2 }] });
  await transaction.commit();
  await producer.disconnect();
  await from.append(2, [{ key: 'c', value: Buffer.from('d') }]);
  expect(await cli(topic, 'log', 'export', file)).toMatchObject({
    code: 1,
    // The marker of the transaction, which the broker may write after what comes next.
    err: expect.stringMatching(/^Partition 2 holds no record at [23], so /),
  });
  expect(readdirSync(folder)).toEqual([]);
});
