import { parsePosition } from '@notes/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allNotes, type Channel, carries, parseChannel } from '../domain/channel.ts';
import { messages } from '../domain/encoding.ts';
import { type Entry, toEntry } from '../domain/entry.ts';
import { Subscription } from '../domain/subscription.ts';
import { catchUp, type Page, type PageQuery } from './catch-up.ts';
import { FanOut } from './fan-out.ts';
import { LogFollower } from './follow-log.ts';

// The follower, the fan-out and the pump together, against a journal and a relay that do what they like: no subscriber may
// miss an event or get one twice.

const epoch = 'k3f9a2c1';
const partitions = 2;
const pageSize = 3;
const authors = ['ada', 'bob'];

type Journal = Entry[][];

/** A read that the schedule lets end, well or badly, when it likes. It sees what had been journalled when it began. */
type PendingRead = { answer(): void; fail(): void };

/** A client that lives through reconnects, as ours do: it comes back with the position it has reached. */
class Client {
  readonly encoding = messages;
  readonly channel: Channel;
  readonly got: string[] = [];
  readonly reached: number[];
  start: readonly number[] = [];
  /** How many more pushes until its sink is full. */
  room = Number.POSITIVE_INFINITY;
  subscription: Subscription | undefined;

  constructor(channel: Channel) {
    this.channel = channel;
    this.reached = Array.from({ length: partitions }, () => -1);
  }

  get full(): boolean {
    return this.room <= 0;
  }

  push(frame: Buffer): void {
    this.room -= 1;
    const { event, position } = JSON.parse(frame.toString()) as { event: string; position: string };
    if (!event.startsWith('$')) this.got.push(position);
    for (const [partition, offset] of parsePosition(position)?.offsets ?? [])
      this.reached[partition] = Math.max(this.reached[partition] ?? -1, offset);
  }
}

class World {
  readonly journal: Journal = Array.from({ length: partitions }, () => []);
  readonly clients: Client[] = [];
  readonly reads: PendingRead[] = [];
  readonly late: (() => void)[] = [];
  fanOut: FanOut;
  follower: LogFollower;

  constructor() {
    [this.fanOut, this.follower] = this.boot();
  }

  boot(): [FanOut, LogFollower] {
    const loaded = this.journal.map((entries) => {
      const newest = entries.slice(-2);
      return { floor: newest[0]?.prev ?? -1, entries: newest };
    });
    const fanOut = new FanOut(epoch, loaded, undefined, { entries: 4, bytes: 100_000 });
    const follower = new LogFollower(fanOut.delivered, {
      readAfter: (partition, after) =>
        this.read(() => {
          const rest = this.journal[partition]?.filter(({ pos }) => pos > after) ?? [];
          return { entries: rest.slice(0, pageSize), more: rest.length >= pageSize };
        }),
      deliver: (partition, entry) => fanOut.deliver(partition, entry),
      lost: () => expect.unreachable('the journal always continues'),
    });
    return [fanOut, follower];
  }

  read<T>(look: () => T): Promise<T> {
    const seen = look();
    return new Promise((resolve, reject) => {
      this.reads.push({ answer: () => resolve(seen), fail: () => reject(new Error('away')) });
    });
  }

  readPage({ channel, partition, after, upTo }: PageQuery): Promise<Page> {
    return this.read(() => {
      const entries = (this.journal[partition] ?? []).filter(
        (entry) => entry.pos > after && entry.pos <= upTo && carries(channel, entry),
      );
      const page = entries.slice(0, pageSize);
      return { entries: page, reached: entries.length > pageSize ? (page.at(-1)?.pos ?? upTo) : upTo };
    });
  }

  commit(partition: number, gaps: readonly number[], withEntries: boolean): () => void {
    const entries = gaps.map((gap, index) => {
      const prev = this.journal[partition]?.at(-1)?.pos ?? -1;
      // Offset 0 is the record that opened the log.
      const pos = Math.max(prev, 0) + gap;
      const author = authors[(pos + index) % authors.length] ?? '';
      const parts = { pos, prev, noteId: `n${pos % 3}`, author, event: 'NoteRevised', eventText: '{}' };
      const entry = toEntry(epoch, partition, parts);
      this.journal[partition]?.push(entry);
      return entry;
    });
    const last = entries.at(-1)?.pos ?? -1;
    return () => this.follower.relayed(partition, last, withEntries ? entries : undefined);
  }

  heads(): void {
    this.follower.heads(new Map(this.journal.map((entries, partition) => [partition, entries.at(-1)?.pos ?? -1])));
  }

  connect(client: Client, since: readonly number[] | undefined): void {
    this.disconnect(client);
    const { fanOut } = this;
    if (since === undefined) {
      client.start = [...fanOut.delivered];
      client.start.forEach((position, partition) => {
        client.reached[partition] = position;
      });
    }
    const subscription = new Subscription(client.channel, client, since ?? fanOut.delivered);
    subscription.addPattern('*');
    client.subscription = subscription;
    fanOut.add(subscription);
    if (since === undefined) subscription.goLive(fanOut.delivered);
    else this.pump(client);
  }

  disconnect(client: Client): void {
    if (client.subscription === undefined) return;
    client.subscription.closed = true;
    this.fanOut.remove(client.subscription);
    client.subscription = undefined;
    client.room = Number.POSITIVE_INFINITY;
  }

  pump(client: Client): void {
    if (client.subscription === undefined) return;
    void catchUp(this.fanOut, client.subscription, {
      readPage: (query) => this.readPage(query),
      pause: () => Promise.resolve(),
    });
  }

  restart(): void {
    this.follower.stop();
    const clients = this.clients.filter(({ subscription }) => subscription !== undefined);
    for (const client of clients) this.disconnect(client);
    [this.fanOut, this.follower] = this.boot();
    for (const client of clients) this.connect(client, client.reached);
  }
}

const index = fc.nat(9);
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      index,
      gaps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      withEntries: fc.boolean(),
      fate: fc.constantFrom('arrives', 'arrives', 'lost', 'twice', 'late'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('late', 'heads', 'tick', 'restart', 'fail', 'answer', 'answer'),
      index,
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('fill', 'drain', 'drain', 'reconnect'), index }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Lets promises run that have nothing to wait for. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function perform(world: World, one: Act): void {
  const client = world.clients[one.index % world.clients.length];
  if (client === undefined) return;
  if (one.kind === 'commit') {
    const relay = world.commit(one.index % partitions, one.gaps, one.withEntries);
    if (one.fate === 'late') world.late.push(relay);
    if (one.fate === 'arrives' || one.fate === 'twice') relay();
    if (one.fate === 'twice') relay();
  } else if (one.kind === 'late') for (const relay of world.late.splice(0).reverse()) relay();
  else if (one.kind === 'heads') world.heads();
  else if (one.kind === 'tick') world.follower.tick(0);
  else if (one.kind === 'restart') world.restart();
  else if (one.kind === 'fill') client.room = one.index % 3;
  else if (one.kind === 'reconnect') world.connect(client, client.reached);
  else if (one.kind === 'drain') {
    client.room = one.index < 7 ? one.index : Number.POSITIVE_INFINITY;
    world.pump(client);
  } else {
    const [read] = world.reads.splice(one.index % Math.max(world.reads.length, 1), 1);
    if (one.kind === 'fail') read?.fail();
    else read?.answer();
  }
}

async function quietTime(world: World): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    for (const client of world.clients) {
      client.room = Number.POSITIVE_INFINITY;
      world.pump(client);
    }
    world.heads();
    world.follower.tick(0);
    for (const read of world.reads.splice(0)) read.answer();
    await settle();
    const isLive = world.clients.every(({ subscription }) => subscription?.cursors === undefined);
    if (isLive && world.journal.every((entries, p) => (entries.at(-1)?.pos ?? -1) === world.fanOut.delivered[p]))
      return;
  }
}

function expectedOf({ journal }: World, { channel, start }: Client): string[] {
  return journal.flatMap((entries, partition) =>
    entries
      .filter((entry) => entry.pos > (start[partition] ?? -1) && carries(channel, entry))
      .map(({ pos }) => `${epoch}:${partition}-${pos}`),
  );
}

test('no subscriber misses an event or gets one twice, and each partition comes in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60, size: 'max' }), async (acts) => {
      const world = new World();
      for (const name of ['notes', 'notes:n1', 'authors:bob', 'notes']) {
        const client = new Client(parseChannel(name) ?? allNotes);
        world.clients.push(client);
        world.connect(client, undefined);
      }
      for (const one of acts) {
        perform(world, one);
        if (one.index % 2 === 0) await settle();
      }
      await quietTime(world);
      for (const client of world.clients) {
        const inPartition = (partition: number) => client.got.filter((text) => text.includes(`:${partition}-`));
        expect([...inPartition(0), ...inPartition(1)]).toEqual(expectedOf(world, client));
      }
    }),
    { numRuns: 400 },
  );
});

test('a position ahead of what was delivered is valid: nothing is pushed up to it', async () => {
  const world = new World();
  const client = new Client(allNotes);
  world.clients.push(client);
  world.connect(client, [2, -1]);
  await settle();
  world.commit(0, [1, 1, 1, 1, 1], true)();
  await quietTime(world);
  expect(client.got).toEqual([`${epoch}:0-3`, `${epoch}:0-4`, `${epoch}:0-5`]);
});
