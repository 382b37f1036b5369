import { createLogAdmin, type LogAdmin } from '@notes/log';
import { otherClient } from '@notes/log/testing';
import { withClient } from '@notes/postgres';
import { createLogger } from '@notes/service';
import { freshDatabase } from '@notes/testing';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

const brokers = inject('kafkaBrokers');
type Database = Awaited<ReturnType<typeof freshDatabase>>;

const databases: Database[] = [];
let topic: string;
let database: Database;
let log: LogAdmin;
let made = 0;

beforeEach(async () => {
  topic = `setup-${process.pid}-${performance.now()}-${made++}`;
  database = await another();
  log = createLogAdmin(
    { brokers: brokers.split(','), topic, clientId: 'setup-test' },
    { logger: createLogger('setup-test', 'silent') },
  );
});
afterEach(async () => {
  await log.stop();
  for (const each of databases.splice(0)) await each.drop();
});

async function another(): Promise<Database> {
  const made = await freshDatabase(inject('databaseUrl'));
  databases.push(made);
  return made;
}

const setup = ({ url } = database) =>
  runCli({ DATABASE_URL: url, KAFKA_BROKERS: brokers, NOTES_TOPIC: topic, NOTES_PARTITIONS: '2' }, 'setup');

/** Does to the topic what Kafka's own tools do for an administrator. */
async function administer(act: (admin: ReturnType<ReturnType<typeof otherClient>['admin']>) => Promise<unknown>) {
  const admin = otherClient({ brokers: brokers.split(',') }).admin();
  await admin.connect();
  await admin.fetchTopicMetadata({ topics: [topic] }).catch(() => {});
  await act(admin);
  await admin.disconnect();
}

const deleteFirst = (partitions: readonly number[]) =>
  administer((admin) =>
    admin.deleteTopicRecords({ topic, partitions: partitions.map((partition) => ({ partition, offset: '1' })) }),
  );

test('a topic of former software gets the stamps of the brokers, and nothing else of it is changed', async () => {
  expect((await setup()).code).toBe(0);
  await log.alterTopic({ 'message.timestamp.type': 'CreateTime', 'segment.ms': '1234567' });
  const { code, out, err } = await setup();
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('message.timestamp.type changed from CreateTime to LogAppendTime');
  expect(await log.checkTopic()).toEqual([]);
  expect((await setup()).out).not.toContain('message.timestamp.type');
});

test("an administrator's topic: what would lose events is refused, with the command; what is only unwise is warned of", async () => {
  const configEntries = [{ name: 'retention.ms', value: '-1' }];
  await administer((admin) => admin.createTopics({ topics: [{ topic, numPartitions: 2, configEntries }] }));
  await log.alterTopic({ 'unclean.leader.election.enable': 'true' });
  const refused = await setup();
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('unclean.leader.election.enable is true, must be false');
  expect(refused.err).toContain('--add-config unclean.leader.election.enable=false');
  await log.alterTopic({ 'unclean.leader.election.enable': 'false' });
  const warned = await setup();
  expect(warned.code).toBe(0);
  expect(warned.err).toContain('compression.type is producer, should be uncompressed');
});

test('partitions that were added are left as they are, and set-up goes on with those of the log', async () => {
  await setup();
  await administer((admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] }));
  const { code, out, err } = await setup();
  expect(code).toBe(0);
  expect(out).toContain('2 partitions');
  expect(err).toContain('has 5 partitions, but its log was opened with 2');
  expect(new Set((await log.endOffsets([2, 3, 4])).values())).toEqual(new Set([0]));
  expect((await setup(await another())).code).toBe(0);
});

test('the first records deleted: the database that has them goes on, another one cannot be set up, and it is said why', async () => {
  await setup();
  // As the projector leaves it once it has applied what there is.
  await withClient(database.url, (client) => client.query('update checkpoints set position = 0'));
  for (const partitions of [[0], [1]]) {
    await deleteFirst(partitions);
    const { code, err } = await setup();
    expect([code, err]).toEqual([0, '']);
    const fresh = await setup(await another());
    expect(fresh.code).toBe(1);
    expect(fresh.err).toMatch(/no database can be built from it|no database can be\s+built/);
  }
});
