import { randomUUID } from 'node:crypto';
import { type FeedMessage, feedChannel, shortType } from '@notes/contracts';
import { createPool, createRedis, type Logger, type Readiness } from '@notes/service';
import { eventually, freshDatabase } from '@notes/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createChannels } from '../domain/channel.ts';
import { messages } from '../domain/entry.ts';
import { Feed } from './feed.ts';
import { noCounts } from './feed-metrics.ts';
import { createJournal } from './journal.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

// Notes, tasks and claims side by side in one partition: a channel has what it should, in order, whether it was in memory, in the
// journal or comes now.

const epoch = 'k3f9a2c1';
const time = '2026-01-31T12:00:00.000Z';
const channels = createChannels([
  { all: 'notes', one: 'note', authors: 'authors', by: 'author' },
  { all: 'tasks', one: 'task', authors: 'assignees', by: 'audience' },
]);

type Journalled = {
  readonly pos: number;
  readonly prev: number | null;
  readonly type: string;
  readonly one: string;
  readonly subject: string;
  readonly version: number;
  readonly author: string;
  readonly audience: readonly string[] | null;
};

const kinds = [
  { type: 'notes.NoteRevised.v1', one: 'note', author: 'ada', audiences: [null] },
  { type: 'claims.Claimed.v1', one: 'claim', author: 'eve', audiences: [null] },
  {
    type: 'tasks.TaskRevised.v1',
    one: 'task',
    author: 'eve',
    audiences: [[], null, ['ada'], ['bob', 'ada'], ['bob'], ['b{"']],
  },
  { type: 'notes.NoteRevised.v1', one: 'note', author: 'bob', audiences: [null] },
  { type: 'claims.Released.v1', one: 'claim', author: 'eve', audiences: [null] },
].map((kind) => ({ ...kind, subject: randomUUID() }));

/** All there is, as it comes. Positions have holes. */
const events: Journalled[] = [];
function nextEvent(): Journalled {
  const nth = events.length;
  const { audiences, ...kind } = kinds[(nth * 7 + (nth >> 3)) % kinds.length] as (typeof kinds)[number];
  const version = 1 + events.filter(({ subject }) => subject === kind.subject).length;
  const prev = events.at(-1)?.pos ?? null;
  const audience = audiences[version % audiences.length] ?? null;
  const event = { ...kind, version, prev, pos: (prev ?? 0) + 1 + (nth % 2), audience };
  events.push(event);
  return event;
}
const nextEvents = (count: number): Journalled[] => Array.from({ length: count }, nextEvent);

const prefix = `families-${randomUUID()}.`;
const logger = { info() {}, warn() {}, error() {} } as unknown as Logger;
const readiness = { set() {}, note() {} } as unknown as Readiness;

const database = await freshDatabase(inject('databaseUrl'));
const pool = createPool({ DATABASE_URL: database.url }, { logger, name: 'test', max: 4, preferIndexes: true });
const connect = (subscriber: boolean) =>
  createRedis({ REDIS_URL: inject('redisUrl') }, { logger, name: 'test', subscriber });
const [listener, publisher] = [connect(true), connect(false)];

const journal = createJournal(pool, channels);
const feed = new Feed({
  ...{ channels, journal, redis: listener, prefix, logger, readiness },
  counts: noCounts(),
  delivery: { received() {}, ticked() {}, delivered() {} },
  onReset: () => {
    throw new Error('the journal always continues');
  },
});
let subscriptions: Subscriptions;

async function write(added: readonly Journalled[]): Promise<void> {
  await pool.query(
    `with added as (
       insert into journal_entries (partition, pos, prev, subject, version, type, event_id, command_id, fingerprint, actor, author,
         time, data, audience)
       select 0, pos, prev, subject, version, type, gen_random_uuid(), gen_random_uuid(), 'f', 'x', author, $2, '{"a":1.0}', audience
       from jsonb_to_recordset($1) as event(pos bigint, prev bigint, subject uuid, version int, type text, author text, audience jsonb)
       returning pos
     ) update checkpoints set position = last, journal_pos = last from (select max(pos) as last from added) as ends`,
    [JSON.stringify(added.map(({ audience, ...event }) => (audience === null ? event : { ...event, audience }))), time],
  );
}

const eventOf = ({ one, subject, version, type }: Journalled) => ({
  ...{ [`${one}_id`]: subject, version, type: shortType(type), time, actor: 'x' },
  data: { a: 1 },
});

/** As the projector does. */
async function publish(added: readonly Journalled[]): Promise<void> {
  const entries = added.map((event) => {
    const { pos, prev, author, audience, type } = event;
    const family = type.slice(0, type.indexOf('.'));
    const other = family === 'notes' ? {} : { family, ...(audience === null ? {} : { audience: [...audience] }) };
    return { pos, prev, author, ...other, event: eventOf(event) };
  });
  const [prev, last] = [added[0]?.prev ?? null, added.at(-1)?.pos ?? null];
  await publisher.publish(
    feedChannel(prefix, 0),
    JSON.stringify({ epoch, partition: 0, prev, last, entries } satisfies FeedMessage),
  );
}

type Push = { readonly event: string; readonly position: string; readonly data: object };

/** All that is pushed on a channel, from the beginning of the log. */
async function follow(name: string): Promise<{ readonly name: string; readonly pushes: Push[] }> {
  const channel = channels.parse(name);
  if (channel === undefined) throw new Error(`no channel: ${name}`);
  const pushes: Push[] = [];
  const plan = await subscriptions.plan(channel, `${epoch}:0-0`);
  if ('reason' in plan) throw new Error(plan.reason);
  const sink = {
    encoding: messages,
    full: false,
    push: (frame: Buffer) => void pushes.push(JSON.parse(String(frame))),
  };
  const { subscription } = subscriptions.open(plan, sink);
  subscription.patterns.add('*');
  subscriptions.pump(subscription);
  return { name, pushes };
}

function isOn(name: string, { type, subject, author, audience }: Journalled): boolean {
  const [kind, of] = name.split(/:(.*)/s) as [string, string | undefined];
  if (kind === 'authors') return type.startsWith('notes.') && author === of;
  if (kind === 'assignees') return type.startsWith('tasks.') && audience?.includes(of ?? '') === true;
  return type.startsWith(`${kind}.`) && (of === undefined || subject === of);
}

const expectedOn = (name: string) =>
  events
    .filter((event) => isOn(name, event))
    .map((event) => ({
      ...{ channel: name, event: shortType(event.type), data: eventOf(event) },
      position: `${epoch}:0-${event.pos}`,
    }));

const names = [
  ...['notes', 'tasks', `notes:${kinds[0]?.subject}`, `tasks:${kinds[2]?.subject}`, `notes:${kinds[2]?.subject}`],
  ...['authors:ada', 'authors:bob', 'authors:eve', 'assignees:ada', 'assignees:bob', 'assignees:b{"', 'assignees:eve'],
];

beforeAll(async () => {
  await pool.query('insert into log_identity (epoch, partitions) values ($1, 1)', [epoch]);
  await pool.query('insert into checkpoints (partition, position) values (0, 0)');
  // More than is remembered.
  await write(nextEvents(3_000));
  await feed.start();
  subscriptions = createSubscriptions(feed, journal, { reach: async () => true });
});
afterAll(async () => {
  await feed.stop();
  for (const redis of [listener, publisher]) redis.disconnect();
  await pool.end();
  await database.drop();
});

test('each channel has the events of its family, in order and without a gap, those before and those that come', async () => {
  const early = await Promise.all(names.map(follow));
  await eventually(() => expect(feed.isReceiving).toBe(true));
  for (let round = 0; round < 8; round += 1) {
    const added = nextEvents(5 + round);
    await write(added);
    // Of some, the message is lost.
    if (round % 3 !== 1) await publish(added);
  }
  const late = await Promise.all(names.map(follow));
  await write(nextEvents(1));
  await publish(events.slice(-1));
  for (const { name, pushes } of [...early, ...late])
    await eventually(() => expect([name, pushes.filter(isEvent)]).toEqual([name, expectedOn(name)]));
  expect(expectedOn('assignees:ada').length).toBeGreaterThan(200);
  for (const empty of [`notes:${kinds[2]?.subject}`, 'authors:eve', 'assignees:eve'])
    expect(expectedOn(empty)).toEqual([]);
});

test('a channel is as far as the log is, also where its last events are of other families', async () => {
  const { pushes } = await follow('assignees:nobody');
  await eventually(() =>
    expect(pushes).toMatchObject([{ event: '$caught_up', position: `${epoch}:0-${events.at(-1)?.pos}` }]),
  );
});

const isEvent = ({ event }: Push): boolean => !event.startsWith('$');
