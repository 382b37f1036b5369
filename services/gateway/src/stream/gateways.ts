import { randomUUID } from 'node:crypto';
import { describeError, type Redis, type Resource } from '@notes/service';
import { Compile } from 'typebox/compile';
import { Occupied, sumOfOccupied } from './occupancy.ts';

/** What `server_info` answers with. */
export type ServerInfo = Occupied & {
  readonly gateways: number;
  /** False: of this gateway alone, for the `reason`. */
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
/** A gateway that has not been heard of for so long is gone. */
const ttlMs = 5_000;
const occupiedShape = Compile(Occupied);

/**
 * All gateways on one Redis: each leaves its figures there every second, under a key that Redis forgets soon after the gateway has
 * gone, and its id in a set, so that the keys are found without a search.
 */
export class Gateways implements Resource {
  readonly name = 'gateways';
  readonly #id = randomUUID();
  readonly #options: GatewaysOptions;
  readonly #ids: string;
  #announcer: NodeJS.Timeout | undefined;
  #asking: Promise<Occupied[]> | undefined;

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
      .del(this.#keyOf(this.#id))
      .srem(this.#ids, this.#id)
      .exec()
      .catch(() => {});
  }

  /** The figures of the others may be a second old. */
  async info(): Promise<ServerInfo> {
    try {
      this.#asking ??= this.#others().finally(() => {
        this.#asking = undefined;
      });
      const all = [this.#options.occupied(), ...(await this.#asking)];
      return { gateways: all.length, complete: true, ...sumOfOccupied(all) };
    } catch (error) {
      const reason = `Redis, where gateways know of each other, is away: ${describeError(error)}.`;
      return { gateways: 1, complete: false, reason, ...this.#options.occupied() };
    }
  }

  #keyOf(id: string): string {
    return `${this.#ids}.${id}`;
  }

  /** What fails is repeated a second later. */
  #announce(): void {
    const { redis, occupied } = this.#options;
    if (this.#announcer === undefined || redis.status !== 'ready') return;
    void redis
      .multi()
      .set(this.#keyOf(this.#id), JSON.stringify(occupied()), 'PX', ttlMs)
      .sadd(this.#ids, this.#id)
      .pexpire(this.#ids, 2 * ttlMs)
      .exec()
      .catch(() => {});
  }

  async #others(): Promise<Occupied[]> {
    const { redis } = this.#options;
    const ids = (await redis.smembers(this.#ids)).filter((id) => id !== this.#id);
    if (ids.length === 0) return [];
    const texts = await redis.mget(ids.map((id) => this.#keyOf(id)));
    // One that is there after all says so again within a second.
    const gone = ids.filter((_, index) => texts[index] === null);
    if (gone.length > 0) await redis.srem(this.#ids, gone);
    return texts.flatMap((text) => (text === null ? [] : parse(text)));
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
