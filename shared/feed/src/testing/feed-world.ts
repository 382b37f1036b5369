import { parsePosition } from '@notes/kernel';
import { type Channel, carries, createChannels } from '../domain/channel.ts';
import { type Entry, type EntryParts, messages, toEntry } from '../domain/entry.ts';
import { none } from '../domain/partition-follower.ts';
import { type Sink, Subscription } from '../domain/subscription.ts';
import { catchUp, type Page, type PageQuery } from '../follow/catch-up.ts';
import { FanOut } from '../follow/fan-out.ts';
import { FollowedLog } from '../follow/followed-log.ts';

const epoch = 'k3f9a2c1';
const channels = createChannels([
  { all: 'notes', one: 'note', authors: 'authors', by: 'author' },
  { all: 'tasks', one: 'task', authors: 'assignees', by: 'audience' },
]);
export const partitions = 2;
const pageSize = 3;
/** Of the subjects by their numbers. Claims are in no channel. */
const families = ['tasks', 'notes', 'tasks', 'notes', 'notes', 'notes', 'claims'];
/** Of a note its author, of a task its assignee after the event and the one before it. */
const people = [['ada'], ['bob'], [], ['ada', 'bob']];
const events = ['Created', 'Revised'];
/** A connection is full with so many frames under way, and has room again with so few. */
const [high, low] = [3, 1];

/** What is wrong with a feed, to see that it is found out. */
export type Flaws = {
  readonly follow?: ConstructorParameters<typeof FollowedLog>[3];
  /** Pages of the journal go as far as it does, whatever was asked for. */
  readonly pagesHaveNoEnd?: boolean;
  /** A page that is not full is taken for all there is, though the journal may not reach so far. */
  readonly shortPagesAreTrusted?: boolean;
  /** A subscriber that comes with more than was delivered is taken for one that has just that. */
  readonly forgetsWhoIsAhead?: boolean;
};

/** A read that the schedule lets end, well or badly, when it likes. It sees what had been journalled when it began. */
type PendingRead = { answer(): void; fail(): void };

/** What is sent to a client and may never arrive. */
class Connection implements Sink {
  readonly encoding = messages;
  readonly #underWay: Buffer[] = [];
  full = false;

  push(frame: Buffer): void {
    this.#underWay.push(frame);
    if (this.#underWay.length >= high) this.full = true;
  }

  /** The next frames to arrive. */
  take(count: number): Buffer[] {
    return this.#underWay.splice(0, count);
  }

  /** Whether it was full, and has room again. */
  drained(): boolean {
    if (!this.full || this.#underWay.length > low) return false;
    this.full = false;
    return true;
  }

  get isEmpty(): boolean {
    return this.#underWay.length === 0;
  }
}

/** Lives through reconnects, as ours do: it comes back, to any gateway, with the position it has reached. */
export class Client {
  readonly channel: Channel;
  readonly patterns: readonly string[];
  readonly got: string[] = [];
  readonly reached: number[] = Array.from({ length: partitions }, () => none);
  /** Where it began. */
  start: readonly number[] = [];
  connection = new Connection();
  subscription: Subscription | undefined;
  gateway: Gateway | undefined;

  constructor(channel: string, patterns: readonly string[] = ['*']) {
    const parsed = channels.parse(channel);
    if (parsed === undefined) throw new Error(`no channel: ${channel}`);
    this.channel = parsed;
    this.patterns = patterns;
  }

  /** Comes back with what it has reached, or begins with what comes. */
  connect(gateway: Gateway, since: readonly number[] | undefined): void {
    this.disconnect();
    this.gateway = gateway;
    this.connection = new Connection();
    const { fanOut } = gateway;
    if (since === undefined) {
      this.start = [...fanOut.delivered];
      this.reached.splice(0, partitions, ...this.start);
    }
    const cursors = (since ?? fanOut.delivered).map((position, partition) =>
      gateway.world.flaws.forgetsWhoIsAhead === true
        ? Math.min(position, fanOut.delivered[partition] ?? position)
        : position,
    );
    this.subscription = new Subscription(this.channel, this.connection, cursors);
    for (const pattern of this.patterns) this.subscription.patterns.add(pattern);
    fanOut.add(this.subscription);
    if (since === undefined) this.subscription.goLive(fanOut.delivered);
    else this.pump();
  }

  disconnect(): void {
    if (this.subscription === undefined) return;
    this.subscription.closed = true;
    this.gateway?.fanOut.remove(this.subscription);
    this.subscription = undefined;
  }

  /** Some of what is under way arrives. */
  receive(count: number): void {
    for (const frame of this.connection.take(count)) this.#read(frame);
    if (this.connection.drained()) this.pump();
  }

  pump(): void {
    const { gateway, subscription } = this;
    if (gateway === undefined || subscription === undefined) return;
    void catchUp(gateway.fanOut, subscription, {
      readPage: (query) => gateway.world.readPage(query),
      pause: () => gateway.world.read(() => undefined).catch(() => undefined),
    });
  }

  #read(frame: Buffer): void {
    const { event, position } = JSON.parse(frame.toString()) as { event: string; position: string };
    if (!event.startsWith('$')) this.got.push(position);
    for (const [partition, offset] of parsePosition(position)?.offsets ?? [])
      this.reached[partition] = Math.max(this.reached[partition] ?? none, offset);
  }
}

/** One process of the feed: boots from what the journal holds, and knows what Redis has told it. */
export class Gateway {
  readonly world: World;
  log: FollowedLog;
  /** Messages that are still under way. */
  late: (() => void)[] = [];

  constructor(world: World) {
    this.world = world;
    this.log = this.#boot();
  }

  get fanOut(): FanOut {
    return this.log.fanOut;
  }

  restart(): void {
    this.log.stop();
    const clients = this.world.clients.filter(({ gateway }) => gateway === this);
    for (const client of clients) client.disconnect();
    this.late = [];
    this.log = this.#boot();
    for (const client of clients) client.connect(this, client.reached);
  }

  #boot(): FollowedLog {
    const { world } = this;
    const loaded = world.journal.map((entries) => {
      const newest = entries.slice(-2);
      return { floor: newest[0]?.prev ?? none, entries: newest };
    });
    const fanOut = new FanOut(epoch, channels, loaded, undefined, { entries: 4, bytes: 100_000 });
    const ports = {
      readAfter: (partition: number, after: number) => world.readAfter(partition, after),
      onLost: () => {
        throw new Error('the journal always continues');
      },
      onDelivered: () => {},
    };
    return new FollowedLog(fanOut, [], ports, world.flaws.follow);
  }

  heads(): void {
    const { journal } = this.world;
    const heads = journal.map((entries, partition) => {
      const last = entries.at(-1)?.pos ?? none;
      return { partition, last, applied: last, floor: none };
    });
    this.log.heads({ epoch, heads });
  }
}

/**
 * A log, the journal that follows it, gateways and clients. The journal is always a beginning of the log; it may lose its end, and gets
 * the same events at the same positions again.
 */
export class World {
  readonly flaws: Flaws;
  readonly log: Entry[][] = Array.from({ length: partitions }, () => []);
  readonly journal: Entry[][] = Array.from({ length: partitions }, () => []);
  readonly reads: PendingRead[] = [];
  readonly clients: Client[] = [];
  readonly gateways: readonly Gateway[];
  nowMs = 0;

  constructor(flaws: Flaws = {}) {
    this.flaws = flaws;
    this.gateways = [new Gateway(this), new Gateway(this)];
  }

  read<T>(look: () => T): Promise<T> {
    const seen = look();
    return new Promise((resolve, reject) => {
      this.reads.push({ answer: () => resolve(seen), fail: () => reject(new Error('away')) });
    });
  }

  readAfter(partition: number, after: number): Promise<{ entries: readonly Entry[]; more: boolean }> {
    return this.read(() => {
      const rest = this.journal[partition]?.filter(({ pos }) => pos > after) ?? [];
      return { entries: rest.slice(0, pageSize), more: rest.length > pageSize };
    });
  }

  readPage({ channel, partition, after, upTo }: PageQuery): Promise<Page> {
    const { pagesHaveNoEnd, shortPagesAreTrusted } = this.flaws;
    return this.read(() => {
      const journal = this.journal[partition] ?? [];
      const end = pagesHaveNoEnd === true ? Number.MAX_SAFE_INTEGER : upTo;
      const wanted = journal.filter((entry) => entry.pos > after && entry.pos <= end && carries(channel, entry));
      const entries = wanted.slice(0, pageSize);
      const last = shortPagesAreTrusted === true ? upTo : (journal.at(-1)?.pos ?? none);
      return { entries, reached: wanted.length > pageSize ? (entries.at(-1)?.pos ?? after) : Math.min(upTo, last) };
    });
  }

  /** The next events of the log are journalled: those that were before, else new ones. Gives the message about them. */
  commit(partition: number, gaps: readonly number[], withEntries: boolean): (gateway: Gateway) => void {
    const [log, journal] = [this.log[partition] ?? [], this.journal[partition] ?? []];
    const entries = gaps.map((gap) => {
      if (journal.length === log.length) log.push(nextEntry(partition, log.at(-1)?.pos ?? none, gap));
      const entry = log[journal.length];
      if (entry === undefined) throw new Error('the journal is a beginning of the log');
      journal.push(entry);
      return entry;
    });
    const last = entries.at(-1)?.pos ?? none;
    const message = { epoch, partition, prev: null, last, entries: withEntries ? entries.map(partsOf) : undefined };
    return (gateway) => gateway.log.relayed(message);
  }

  /** Postgres came back without its last moments. */
  stepBack(partition: number, count: number): void {
    this.journal[partition]?.splice(-count);
  }

  /** What a client must have got, partition by partition. */
  expectedOf({ channel, start, patterns }: Client): string[][] {
    const wants = ({ event }: Entry): boolean =>
      patterns.some((one) => one === '*' || one.startsWith(event.slice(0, 5)));
    return this.log.map((entries, partition) =>
      entries
        .filter((entry) => entry.pos > (start[partition] ?? none) && carries(channel, entry) && wants(entry))
        .map(({ pos }) => `${epoch}:${partition}-${pos}`),
    );
  }
}

/** Offset 0 is the record that opened the log. */
function nextEntry(partition: number, prev: number, gap: number): Entry {
  const pos = Math.max(prev, 0) + gap;
  const nth = pos % families.length;
  const family = families[nth] ?? '';
  return toEntry(epoch, partition, {
    ...{ pos, prev, family, subject: subjectOf(nth), time: '2026-01-31T12:00:00.000Z', eventText: '{}' },
    people: people[family === 'notes' ? nth % 2 : pos % 4] ?? [],
    event: `${family === 'notes' ? 'Note' : 'Task'}${events[(pos >> 1) % 2]}`,
  });
}

const partsOf = (entry: Entry): EntryParts => ({ ...entry, eventText: '{}' });

/** The subjects of the world have numbers. */
export const subjectOf = (n: number): string => `0000000${n}-0000-4000-8000-000000000000`;
