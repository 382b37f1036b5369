import { setTimeout as wait } from 'node:timers/promises';
import { ClusterConnection } from './cluster-connection.ts';
import type { LogConfig } from './log-config.ts';
import { LogError } from './log-error.ts';
import { isAnswer, mapError } from './map-error.ts';
import { type KafkaOptions, requestTimeoutMs } from './open-kafka.ts';
import { Outage } from './outage.ts';
import { answerWithin } from './within.ts';

type Options = KafkaOptions & {
  /** Whose links these are, for the log. */
  readonly name: string;
  /** At which level the log is told that Kafka is away, and that it is back: each once, see Outage. */
  readonly level: 'warn' | 'debug';
};

/** A broker that leads partitions, and the link over which it is reached. */
export type Leader = { readonly nodeId: string; readonly link: ClusterConnection };

/** A leader, and those of the asked partitions that it leads. */
export type Led = { readonly leader: Leader; readonly partitions: readonly number[] };

/** So long passes at least between the openings of two links: while a leader is away, whoever is refused comes again at once. */
const openEveryMs = 50;

/**
 * Has a way at hand to the leader of each partition. The failure of one leader, or of a partition, leaves the others alone:
 * they are reached on over the links that they have.
 *
 * A link, by its age:
 *   none      somebody asks: open one                                                        → opening
 *   opening   all who ask wait for the same one                                              → newest, or none if it fails
 *   newest    tells who leads what; leaders that have no link yet are reached over it
 *             whatever it says has turned out wrong, or who it led to has failed             → older, and the next is opened
 *   older     as long as a leader is reached over it                                         → closed
 *
 * A leader:
 *   known     from a link, until it fails (`drop`): then its partitions are looked up anew. A partition alone is looked up
 *             anew where the leader has answered that it does not lead it (`forget`)
 */
export class LeaderLinks {
  readonly #config: LogConfig;
  readonly #options: Options;
  readonly #outage: Outage;
  readonly #leaders = new Map<string, Leader>();
  readonly #leaderOf = new Map<number, Leader>();
  #newest: ClusterConnection | undefined;
  #openedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(config: LogConfig, options: Options) {
    this.#config = config;
    this.#options = options;
    this.#outage = new Outage({
      onBegin: (reason) => this.#say({ reason }, 'the log cannot be reached, or not all of it'),
      onEnd: (failures, seconds) => this.#say({ failures, seconds }, 'the log is reached again'),
    });
  }

  /** The leader of a partition, as far as it is known. */
  of(partition: number): Leader | undefined {
    return this.#leaderOf.get(partition);
  }

  /** The newest link. Rejects with a LogError if no broker answers. */
  async get(): Promise<ClusterConnection> {
    const earlyMs = this.#openedAt + openEveryMs - performance.now();
    if (this.#newest === undefined && earlyMs > 0) await wait(earlyMs);
    if (this.#stopped) throw new LogError('unavailable', `the ${this.#options.name} is stopped`);
    this.#newest ??= this.#open();
    const link = this.#newest;
    try {
      await link.ready();
    } catch (error) {
      const failure = mapError(error, this.#options.name);
      // All who wait for it learn of it; for the log it is one failure.
      if (this.#newest === link) this.failed(failure);
      this.#outdate(link);
      throw failure;
    }
    return link;
  }

  /** Groups partitions by leader, and names those that have none, or do not exist. Rejects as `get` does. */
  async find(
    partitions: readonly number[],
  ): Promise<{ readonly led: readonly Led[]; readonly leaderless: readonly number[] }> {
    const unknown = partitions.filter((partition) => !this.#leaderOf.has(partition));
    if (unknown.length > 0) this.#learn(await this.get(), unknown);
    const led = new Map<Leader, number[]>();
    const leaderless: number[] = [];
    for (const partition of partitions) {
      const leader = this.#leaderOf.get(partition);
      const theirs = leader === undefined ? leaderless : led.get(leader);
      if (theirs !== undefined) theirs.push(partition);
      else if (leader !== undefined) led.set(leader, [partition]);
    }
    return { led: [...led].map(([leader, theirs]) => ({ leader, partitions: theirs })), leaderless };
  }

  /**
   * Puts a question to any broker. Rejects with a LogError, in time, its message beginning with `what`; the next question
   * goes over another link then.
   */
  async ask<T>(what: string, question: (link: ClusterConnection) => Promise<T>): Promise<T> {
    let link: ClusterConnection | undefined;
    const answer = async (): Promise<T> => {
      link = await this.get();
      return question(link);
    };
    try {
      const answered = await this.inTime(what, answer());
      this.confirm();
      return answered;
    } catch (error) {
      const failure = mapError(error, what);
      if (link !== undefined) {
        this.#outdate(link);
        this.failed(failure);
      }
      throw failure;
    }
  }

  leaderlessError(partitions: readonly number[]): LogError {
    return new LogError('unavailable', `${this.#config.topic} has no leader for partition ${partitions.join(', ')}`);
  }

  /** These partitions are not led by whom they were thought to be. */
  forget(partitions: readonly number[]): void {
    for (const partition of partitions) this.#leaderOf.delete(partition);
    if (this.#newest !== undefined) this.#outdate(this.#newest);
  }

  /** A leader has failed. Its link is closed, unless others are reached over it, and whoever leads its partitions is looked up anew. */
  drop(leader: Leader, failure: LogError): void {
    this.failed(failure);
    if (this.#leaders.get(leader.nodeId) !== leader) return;
    this.#leaders.delete(leader.nodeId);
    for (const [partition, itsLeader] of this.#leaderOf) if (itsLeader === leader) this.#leaderOf.delete(partition);
    if (this.#newest !== undefined) this.#outdate(this.#newest);
    this.#closeUnused(leader.link);
  }

  /** Tells that something could not be done, for the log. */
  failed(failure: LogError): void {
    if (!this.#stopped) this.#outage.failed(failure.message);
  }

  /** Tells that the links are of use: a broker that connects may not be ready to serve. */
  confirm(): void {
    this.#outage.worked();
  }

  /** Whatever is in flight rejects. */
  stop(): void {
    this.#stopped = true;
    this.#outage.forget();
    this.#newest?.close();
    for (const { link } of this.#leaders.values()) link.close();
  }

  /** What a broker has answered speaks against what is known of the partitions; that it has not answered, against the broker. */
  blame(leader: Leader, partitions: readonly number[], failure: LogError): void {
    if (failure.kind === 'out-of-range') return;
    if (isAnswer(failure)) this.forget(partitions);
    else this.drop(leader, failure);
  }

  /** The answer, or a rejection when it takes longer than a question may. */
  inTime<T>(what: string, answer: Promise<T>): Promise<T> {
    return answerWithin(this.#options.timeoutMs ?? requestTimeoutMs, answer, what);
  }

  #open(): ClusterConnection {
    this.#openedAt = performance.now();
    return new ClusterConnection(this.#config, this.#options);
  }

  #learn(link: ClusterConnection, partitions: readonly number[]): void {
    const { led, leaderless } = link.leaders(partitions);
    for (const { nodeId, partitions: theirs } of led) {
      const leader = this.#leaders.get(nodeId) ?? { nodeId, link };
      this.#leaders.set(nodeId, leader);
      for (const partition of theirs) this.#leaderOf.set(partition, leader);
    }
    if (leaderless.length > 0) this.#outdate(link);
  }

  /** The next who asks gets another link. */
  #outdate(link: ClusterConnection): void {
    if (this.#newest === link) this.#newest = undefined;
    this.#closeUnused(link);
  }

  #closeUnused(link: ClusterConnection): void {
    if (this.#newest === link) return;
    for (const leader of this.#leaders.values()) if (leader.link === link) return;
    link.close();
  }

  #say(fields: object, what: string): void {
    const { logger, level, name } = this.#options;
    logger[level](fields, `${name}: ${what}`);
  }
}
