import { randomUUID } from 'node:crypto';
import { type FeedEntry, type FeedMessage, feedChannel } from '@notes/contracts';
import { eventPosition } from '@notes/kernel';
import { Redis } from 'ioredis';
import pg from 'pg';

export const epoch = 'k3f9a2c1';
export const partitions = 3;

type Written = { readonly position: string; readonly entry: FeedEntry };
type WriteOptions = {
  readonly partition?: number;
  readonly author?: string;
  readonly noteId?: string;
  readonly type?: string;
};

/** Stands in for the projector: journals events, and publishes them, or not. */
export class JournalWriter {
  readonly pool: pg.Pool;
  readonly redis: Redis;
  readonly #prefix: string;
  readonly #last = new Map<number, number>();

  constructor(databaseUrl: string, redisUrl: string, prefix: string) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    // Tests cut connections.
    this.pool.on('error', () => {});
    this.redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
    this.#prefix = prefix;
  }

  async setUp(opened = epoch): Promise<void> {
    await this.pool.query('insert into log_identity (epoch, partitions) values ($1, $2)', [opened, partitions]);
    await this.pool.query('insert into checkpoints (partition, position) select p, 0 from generate_series(0, $1) p', [
      partitions - 1,
    ]);
  }

  /** Journals an event. Positions have holes, as they have in Kafka. */
  async journal(options: WriteOptions = {}): Promise<Written> {
    const { partition = 0, author = 'ada', noteId = randomUUID(), type = 'NoteCreated' } = options;
    const prev = this.#last.get(partition) ?? null;
    const pos = (prev ?? 0) + 1 + (((prev ?? 0) * 7) % 3);
    this.#last.set(partition, pos);
    const event = {
      note_id: noteId,
      version: 1,
      type,
      time: '2026-01-31T12:00:00.000Z',
      actor: 'bob',
      data: { title: `#${pos}` },
    };
    await this.pool.query(
      `with moved as (update checkpoints set position = $2, journal_pos = $2 where partition = $1)
       insert into journal_entries (partition, pos, prev, subject, version, type, event_id, command_id, fingerprint, actor, author, time, data)
       values ($1, $2, $3, $4, 1, $5, gen_random_uuid(), gen_random_uuid(), 'f', 'bob', $6, $7, $8)`,
      [partition, pos, prev, noteId, `notes.${type}.v1`, author, event.time, JSON.stringify(event.data)],
    );
    return { position: eventPosition(epoch, partition, pos), entry: { pos, prev, author, event } };
  }

  /** Somebody else has journalled up to this position. */
  skipTo(partition: number, pos: number): void {
    this.#last.set(partition, pos);
  }

  async publish(partition: number, entries: readonly FeedEntry[]): Promise<void> {
    const message: FeedMessage = {
      epoch,
      partition,
      prev: entries[0]?.prev ?? null,
      last: entries.at(-1)?.pos ?? null,
      entries: [...entries],
    };
    await this.publishText(partition, JSON.stringify(message));
  }

  async publishText(partition: number, text: string): Promise<void> {
    await this.redis.publish(feedChannel(this.#prefix, partition), text);
  }

  /** Journals and publishes an event. */
  async write(options: WriteOptions = {}): Promise<Written> {
    const written = await this.journal(options);
    await this.publish(options.partition ?? 0, [written.entry]);
    return written;
  }

  /** A heartbeat of another log. */
  async publishFrom(otherEpoch: string): Promise<void> {
    const message: FeedMessage = { epoch: otherEpoch, partition: 0, prev: null, last: null };
    await this.publishText(0, JSON.stringify(message));
  }

  async heartbeat(): Promise<void> {
    for (let partition = 0; partition < partitions; partition += 1) {
      const last = this.#last.get(partition) ?? null;
      const message: FeedMessage = { epoch, partition, prev: last, last };
      await this.publishText(partition, JSON.stringify(message));
    }
  }

  /** Breaks off all connections of its database that subscribe to something. */
  async cutSubscribers(): Promise<void> {
    const subscribers = String(await this.redis.call('client', 'list', 'type', 'pubsub')).split('\n');
    for (const subscriber of subscribers.filter((line) => line.includes(` db=${this.redis.options.db} `)))
      await this.redis.call('client', 'kill', 'id', /^id=(\d+)/.exec(subscriber)?.[1] ?? '0');
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.pool.end();
  }
}
