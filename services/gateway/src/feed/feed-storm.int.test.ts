import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { FeedStage, type Gateway } from '../testing/feed-stage.ts';
import { epoch, partitions } from '../testing/journal-writer.ts';
import type { StreamClient } from '../testing/stream-client.ts';

const servers = { databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') };
let stage: FeedStage;
let gateways: Gateway[];

beforeAll(async () => {
  stage = await FeedStage.open(servers);
  gateways = await Promise.all([stage.gateway(), stage.gateway()]);
  await Promise.all(gateways.map((gateway) => gateway.ready()));
});

afterAll(() => stage.close());

/** Keeps what it got over all its connections, and comes back with the position it has reached. */
class Wanderer {
  readonly #got: string[] = [];
  #since = `${epoch}:`;
  #client: StreamClient | undefined;

  async connect(at: number): Promise<void> {
    this.leave();
    const gateway = gateways[at % gateways.length];
    if (gateway === undefined) return;
    this.#client = await stage.client(gateway);
    // Away for a moment, the journal may be needed: then it is asked again.
    await eventually(async () => {
      const answer = await this.#client?.call('subscribe', { channel: 'notes', since: this.#since });
      expect(answer?.result).toMatchObject({ recovered: true });
    });
  }

  leave(): void {
    if (this.#client === undefined) return;
    this.#got.push(...this.#client.positions());
    this.#since = this.#client.reached;
    this.#client.close();
    this.#client = undefined;
  }

  get got(): string[] {
    return [...this.#got, ...(this.#client?.positions() ?? [])];
  }
}

/** How often a message arrives. */
const copies = [0, 1, 2, 1, 1];

const faults = [
  () => stage.writer.cutSubscribers(),
  () =>
    stage.writer.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'gateway%'`,
    ),
  () => stage.writer.redis.call('client', 'pause', '100'),
];

test('under faults of Redis and Postgres and with clients that come and go, all get what the journal holds, once and in order', async () => {
  const wanderers = Array.from({ length: 5 }, () => new Wanderer());
  await Promise.all(wanderers.map((one, at) => one.connect(at)));
  for (let round = 0; round < 30; round += 1) {
    for (let i = 0; i < 10; i += 1) {
      const partition = (round + i) % partitions;
      const { entry } = await stage.writer.journal({ partition });
      for (let copy = 0; copy < (copies[(round * 7 + i * 3) % copies.length] ?? 0); copy += 1)
        await stage.writer.publish(partition, [entry]);
    }
    await faults[round % faults.length]?.();
    const wanderer = wanderers[round % wanderers.length];
    await wanderer?.connect(round);
    if (round % 4 === 0) await wanderer?.connect(round + 1);
  }
  const { rows } = await stage.writer.pool.query<{ position: string }>(
    `select $1 || ':' || partition || '-' || pos as position from journal_entries order by partition, pos`,
    [epoch],
  );
  const inOrder = (got: readonly string[]) =>
    Array.from({ length: partitions }, (_, partition) =>
      got.filter((one) => one.startsWith(`${epoch}:${partition}-`)),
    ).flat();
  for (const wanderer of wanderers)
    await eventually(() => expect(inOrder(wanderer.got)).toEqual(rows.map(({ position }) => position)), {
      timeoutMs: 10_000,
    });
});

test('a backlog of 10,000 events comes in order to websockets at once, while new ones happen', async () => {
  const backlog = await FeedStage.open(servers);
  const count = 10_000;
  await backlog.writer.pool.query(
    `with moved as (update checkpoints set position = ${count}, journal_pos = ${count} where partition = 0)
     insert into journal_entries (partition, pos, prev, subject, version, type, event_id, command_id, fingerprint, actor, author, time, data)
     select 0, n, nullif(n - 1, 0), gen_random_uuid(), 1, 'notes.NoteCreated.v1', gen_random_uuid(), gen_random_uuid(), 'f', 'bob', 'ada',
       now(), '{"title":"x"}' from generate_series(1, ${count}) as n`,
  );
  backlog.writer.skipTo(0, count);
  const gateway = await backlog.gateway();
  await gateway.ready();
  const clients = await Promise.all([1, 2, 3].map(() => backlog.client(gateway)));
  await Promise.all(clients.map((one) => one.call('subscribe', { channel: 'notes', since: `${epoch}:` })));
  const { position } = await backlog.writer.write();
  const expected = [...Array.from({ length: count }, (_, index) => `${epoch}:0-${index + 1}`), position];
  for (const one of clients)
    await eventually(() => expect(one.positions().length).toBe(expected.length), { timeoutMs: 20_000 });
  for (const one of clients) expect(one.positions()).toEqual(expected);
  await backlog.close();
});
