import type { LogConfig, LogLogger } from '../log-config.ts';
import { asReadError, LogError } from '../log-error.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';
import { type Link, openLink } from './link.ts';
import { readTopology, type Topology } from './topology.ts';

export type RouterOptions = {
  readonly logger: LogLogger;
  readonly requestTimeoutMs: number;
  readonly onLinkLost?: (reason: LogError) => void;
};

/**
 * The links to the leaders of a topic's partitions, as of the last refresh. Each user has a router of its own, so that
 * nobody waits behind another's long poll or flood.
 */
export class Router {
  readonly #config: LogConfig;
  readonly #options: RouterOptions;
  readonly #seeds: readonly Address[];
  readonly #links = new Set<Link>();
  #leaders: ReadonlyMap<number, Link> = new Map();
  #brokers: ReadonlyMap<number, Address> = new Map();
  #nextSeed = 0;
  #closed = false;

  constructor(config: LogConfig, options: RouterOptions) {
    this.#config = config;
    this.#options = options;
    this.#seeds = config.brokers.map(parseAddress);
  }

  /**
   * Reads the topology anew and opens the links it asks for; healthy links stay. Resolves once every partition's leader
   * is linked; rejects with LogError, after linking those that can be.
   */
  async refresh(): Promise<Topology> {
    const { topic } = this.#config;
    const topology = await readTopology(await this.anyLink(), topic).catch((error: unknown) => {
      throw asReadError(error);
    });
    const failure = await this.#adopt(topology);
    if (this.#closed) throw new LogError('unavailable', 'stopped');
    if (topology.partitions === undefined) throw new LogError('unavailable', `Kafka has no topic ${topic} (yet)`);
    if (failure !== undefined) throw failure;
    if (topology.leaders.size < topology.partitions) {
      throw new LogError('unavailable', `some partitions of ${topic} have no leader`);
    }
    return topology;
  }

  /** Any open link, or a new one to the first broker that answers. */
  async anyLink(): Promise<Link> {
    for (const link of this.#links) if (link.open) return link;
    let failure = new LogError('fatal', 'no Kafka brokers are configured');
    for (let tries = 0; tries < this.#seeds.length && !this.#closed; tries += 1) {
      const seed = this.#seeds[this.#nextSeed++ % this.#seeds.length];
      try {
        if (seed !== undefined) return await this.#open(seed);
      } catch (error) {
        failure = asReadError(error);
      }
    }
    throw this.#closed ? new LogError('unavailable', 'stopped') : failure;
  }

  /** A link to this broker of the last topology, new or open. */
  async linkTo(broker: number): Promise<Link> {
    const address = this.#brokers.get(broker);
    if (address === undefined) throw new LogError('unavailable', `Kafka broker ${broker} is away`);
    return this.#open(address);
  }

  /** The open link to the partition's leader, if there is one. */
  linkOf(partition: number): Link | undefined {
    const link = this.#leaders.get(partition);
    return link?.open === true ? link : undefined;
  }

  /** The partitions this link leads. */
  partitionsOf(link: Link): number[] {
    return [...this.#leaders].filter(([, leader]) => leader === link).map(([partition]) => partition);
  }

  /** The open links that lead any partition. */
  leaders(): Link[] {
    return [...new Set(this.#leaders.values())].filter((link) => link.open);
  }

  close(): void {
    this.#closed = true;
    for (const link of [...this.#links]) link.close();
  }

  async #open(address: Address): Promise<Link> {
    const key = formatAddress(address);
    const existing = [...this.#links].find((link) => link.open && formatAddress(link.address) === key);
    if (existing !== undefined) return existing;
    const link: Link = await openLink(this.#config, address, {
      ...this.#options,
      onClose: (reason) => {
        if (this.#links.delete(link) && !this.#closed) this.#options.onLinkLost?.(reason);
      },
    });
    if (this.#closed) {
      link.close();
      throw new LogError('unavailable', 'stopped');
    }
    this.#links.add(link);
    return link;
  }

  /** Opens what the topology asks for, closes the rest, and says what could not be had. */
  async #adopt(topology: Topology): Promise<LogError | undefined> {
    this.#brokers = topology.brokers;
    let failure: LogError | undefined;
    const byBroker = new Map<number, Link>();
    const connect = async (broker: number): Promise<void> => {
      try {
        byBroker.set(broker, await this.linkTo(broker));
      } catch (error) {
        failure = asReadError(error);
      }
    };
    await Promise.all([...new Set(topology.leaders.values())].map(connect));
    const leaders = new Map<number, Link>();
    for (const [partition, broker] of topology.leaders) {
      const link = byBroker.get(broker);
      if (link !== undefined) leaders.set(partition, link);
    }
    this.#leaders = leaders;
    if (leaders.size > 0) this.#closeAllBut(new Set(leaders.values()));
    return failure;
  }

  #closeAllBut(used: ReadonlySet<Link>): void {
    for (const link of [...this.#links]) {
      if (!used.has(link) && this.#links.delete(link)) link.close();
    }
  }
}
