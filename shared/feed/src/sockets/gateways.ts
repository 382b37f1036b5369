import { randomUUID } from 'node:crypto';
import type { Redis, Resource } from '@notes/service';
import { Compile } from 'typebox/compile';
import { Occupied, sumOfOccupied } from './occupancy.ts';

/** What `server_info` answers with. */
export type ServerInfo = Occupied & {
  readonly gateways: number;
  /** False: not of all gateways, for the `reason`. */
  readonly complete: boolean;
  readonly reason?: string;
};

export type GatewaysOptions = {
  /** For commands. */
  readonly redis: Redis;
  readonly prefix: string;
  /** Of this gateway. */
  occupied(): Occupied;
};

const announceMs = 1_000;
/** So long Redis keeps the figures of a gateway that does not renew them, and the word of one that has stopped. */
const ttlMs = 5_000;
/** So long after its figures went, a gateway is missing; after that it is forgotten. */
const missingMs = 30_000;
/** In place of its figures: it has stopped. */
const stopped = 'stopped';
const occupiedShape = Compile(Occupied);

/**
 * All gateways on one Redis: each leaves its figures there every second, under a key that Redis forgets soon after the gateway has
 * gone, and its id in a set, so that the keys are found without a search. One that stops marks that; one whose figures just end may be
 * alive and write to another server by now.
 */
export class Gateways implements Resource {
  readonly name = 'gateways';
  readonly #id = randomUUID();
  readonly #options: GatewaysOptions;
  readonly #ids: string;
  readonly #peers = new Peers(missingMs);
  #announcer: NodeJS.Timeout | undefined;
  #reading: Promise<Occupied[]> | undefined;
  /** Why the others cannot know of this one; undefined if they do. */
  #unannounced = false;

  constructor(options: GatewaysOptions) {
    this.#options = options;
    this.#ids = `${options.prefix}gateways`;
  }

  async start(): Promise<void> {
    this.#announcer = setInterval(() => this.#announce(), announceMs);
    this.#options.redis.on('ready', () => this.#announce());
    if (this.#options.redis.status === 'ready') this.#announce();
  }

  async stop(): Promise<void> {
    clearInterval(this.#announcer);
    this.#announcer = undefined;
    await this.#options.redis
      .multi()
      .set(this.#keyOf(this.#id), stopped, 'PX', ttlMs)
      .srem(this.#ids, this.#id)
      .exec()
      .catch(() => {});
  }

  /** The figures of the others may be a second old. */
  async info(): Promise<ServerInfo> {
    try {
      const all = [this.#options.occupied(), ...(await this.#readOthers())];
      return { gateways: all.length, ...this.#completeness(), ...sumOfOccupied(all) };
    } catch {
      const reason = 'Redis, through which gateways find each other, is unavailable.';
      return { gateways: 1, complete: false, reason, ...this.#options.occupied() };
    }
  }

  #completeness(): Pick<ServerInfo, 'complete' | 'reason'> {
    const missing = this.#peers.missing(performance.now());
    if (this.#unannounced)
      return { complete: false, reason: 'Other gateways do not know of this one: Redis did not take it.' };
    if (missing === 0) return { complete: true };
    return { complete: false, reason: `Gateways that stopped reporting without shutting down: ${missing}.` };
  }

  #keyOf(id: string): string {
    return `${this.#ids}.${id}`;
  }

  /** What fails is repeated a second later. */
  #announce(): void {
    const { redis, occupied } = this.#options;
    if (this.#announcer === undefined || redis.status !== 'ready') return;
    const announced = redis
      .multi()
      .set(this.#keyOf(this.#id), JSON.stringify(occupied()), 'PX', ttlMs)
      .sadd(this.#ids, this.#id)
      .pexpire(this.#ids, missingMs)
      .exec();
    announced.then(
      () => {
        this.#unannounced = false;
      },
      () => {
        this.#unannounced = true;
      },
    );
    // A gateway that is seen now is missed when it disappears.
    void this.#readOthers().catch(() => {});
  }

  #readOthers(): Promise<Occupied[]> {
    this.#reading ??= this.#others().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #others(): Promise<Occupied[]> {
    const { redis } = this.#options;
    const listed = (await redis.smembers(this.#ids)).filter((id) => id !== this.#id);
    const ids = [...new Set([...listed, ...this.#peers.ids])];
    if (ids.length === 0) return [];
    const texts = await redis.mget(ids.map((id) => this.#keyOf(id)));
    const nowMs = performance.now();
    ids.forEach((id, index) => {
      const text = texts[index];
      if (text === stopped) this.#peers.stopped(id);
      else this.#peers.lookedUp(id, typeof text === 'string', nowMs);
    });
    const forgotten = listed.filter((id) => !this.#peers.ids.includes(id));
    if (forgotten.length > 0) await redis.srem(this.#ids, forgotten);
    return texts.flatMap((text) => (text === null || text === stopped ? [] : parse(text)));
  }
}

/** Nothing, if another version has written it that counts otherwise. */
function parse(text: string): Occupied[] {
  try {
    const value: unknown = JSON.parse(text);
    return occupiedShape.Check(value) ? [value] : [];
  } catch {
    return [];
  }
}

type Peer = { present: boolean; atMs: number };

/** The other gateways that this one knows of, and which of them have disappeared. Times are on the clock of `performance.now`. */
export class Peers {
  readonly #peers = new Map<string, Peer>();
  readonly #missingMs: number;

  /** `missingMs`: how long one is missing, since it was seen last or first looked for, before it is forgotten. */
  constructor(missingMs: number) {
    this.#missingMs = missingMs;
  }

  get ids(): readonly string[] {
    return [...this.#peers.keys()];
  }

  /** Whether there was anything of it, when it was looked up. One that has been missing for too long is forgotten. */
  lookedUp(id: string, present: boolean, nowMs: number): void {
    const peer = this.#peers.get(id);
    if (peer === undefined || present) this.#peers.set(id, { present, atMs: nowMs });
    else if (nowMs - peer.atMs > this.#missingMs) this.#peers.delete(id);
    else peer.present = false;
  }

  stopped(id: string): void {
    this.#peers.delete(id);
  }

  /** How many should be there and are not. */
  missing(nowMs: number): number {
    const missing = ({ present, atMs }: Peer): boolean => !present && nowMs - atMs <= this.#missingMs;
    return [...this.#peers.values()].filter(missing).length;
  }
}
