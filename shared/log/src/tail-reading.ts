import { setTimeout as wait } from 'node:timers/promises';
import type { Next } from '@notes/kernel/position';
import { fetchBatches } from './fetch.ts';
import { Gathering } from './gathering.ts';
import { type Leader, LeaderLinks } from './leader-links.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { mapError } from './map-error.ts';
import { requestTimeoutMs } from './open-kafka.ts';
import { Pauses } from './pauses.ts';
import { TailPositions } from './tail-positions.ts';
import { answerWithin } from './within.ts';

/** The partitions that are not being read, each with the reason; empty: all are read. */
export type Unread = ReadonlyMap<number, string>;

export type TailHandlers = {
  /**
   * Before partitions are first fetched and after each of their interruptions, before anything more of them is read. A LogError
   * that is `fatal` ends the tail, and so does one that is `out-of-range` again and again; after any other rejection it is asked
   * again.
   */
  verify(partitions: readonly number[]): Promise<void>;
  /** Waited for before each fetch. Whoever does not keep up reads no more meanwhile; without it, on and on. */
  room?(): Promise<void>;
  /** In order of offsets within a partition. A throw ends the tail. */
  onBatch(batch: LogBatch): void;
  /** Whenever it changes, or has been tried in vain to change. */
  onState(unread: Unread): void;
  /**
   * The tail has ended for good: `out-of-range` when what it stands on is not in the log any more, `fatal` when the log
   * cannot be read, or a handler has failed.
   */
  onFatal(error: LogError): void;
};

export type TailOptions = {
  readonly logger: LogLogger;
  /** Whose it is, for the log. Default `tail`. */
  readonly name?: string;
  /** For who works at much together more cheaply: while much comes, it is fetched some 20 ms of it at a time. Default false. */
  readonly gathers?: boolean;
};

/** A long poll ends this late when nothing comes: so late a seek takes effect in an idle log. */
const maxWaitMs = 250;
const firstPauseMs = 50;
const longestPauseMs = 200;
const stopMs = 3_000;
/** How long a fetch waits after one that brought nothing but what had been offered: who writes alone then reads little of it again. */
const pauseMs = 20;

/**
 * So often in a row, within a second, the leader of a partition must lack what was read of it before that is believed: one that has slept
 * through the election of its successor does not know for a moment that it leads nothing.
 */
const believedAfter = 5;

/** One leader, what it is polled for, and how often its partitions have been tried in vain. */
type Poll = { readonly leader: Leader; readonly asked: Set<number>; failures: number };

/** Partitions that are not read, and how often they have been tried in vain. */
type Lost = { readonly partitions: readonly number[]; readonly failures: number };

/**
 * What a tail does: one long poll per leader, over and over. What happens to one leader, or to one partition, does not concern the
 * others. A partition is
 *
 *   unread    look up its leader, then let the owner verify that the log is still his                → followed
 *   followed  part of the leader's long polls: fetch, fetch again                                    → read, once it was answered
 *   read      hand over what has come, and what is offered meanwhile → unread, when the leader fails or does not lead it any more
 *
 * and all of them have ended by stop, or because reading one of them on would not be right: it never jumps.
 */
export class TailReading {
  readonly #topic: string;
  readonly #name: string;
  readonly #gathers: boolean;
  readonly #links: LeaderLinks;
  readonly #positions = new TailPositions();
  readonly #pauses = new Pauses();
  readonly #polls = new Map<Leader, Poll>();
  readonly #unread = new Map<number, string>();
  /** How often in a row a partition was found to lack what was read of it. */
  readonly #doubts = new Map<number, number>();
  readonly #tasks = new Set<Promise<void>>();
  #handlers: TailHandlers | undefined;
  #ended = false;

  constructor(config: LogConfig, { logger, name = 'tail', gathers = false }: TailOptions) {
    this.#topic = config.topic;
    this.#name = name;
    this.#gathers = gathers;
    this.#links = new LeaderLinks(config, { logger, name, level: 'warn' });
  }

  start(from: ReadonlyMap<number, Next>, handlers: TailHandlers): void {
    this.#handlers = handlers;
    for (const [partition, next] of from) {
      this.#positions.set(partition, next);
      this.#unread.set(partition, 'not read yet');
    }
    this.#run(this.#recover(handlers, { partitions: [...from.keys()], failures: 0 }));
  }

  seek(partition: number, next: Next): void {
    this.#positions.set(partition, next);
    this.#pauses.cutShort();
  }

  offer(batch: LogBatch): void {
    const isRead = !this.#ended && !this.#unread.has(batch.partition);
    if (this.#handlers === undefined || !isRead || !this.#positions.isNext(batch)) {
      this.hurry();
      return;
    }
    try {
      this.#takeOver(this.#handlers, batch);
    } catch (error) {
      this.#end(error);
    }
  }

  hurry(): void {
    this.#pauses.cutShort();
  }

  async stop(): Promise<void> {
    this.#ended = true;
    this.hurry();
    this.#links.stop();
    await answerWithin(stopMs, Promise.all(this.#tasks), 'stop').catch(() => {});
  }

  #run(task: Promise<void>): void {
    const running = task.catch((error) => this.#end(error)).finally(() => this.#tasks.delete(running));
    this.#tasks.add(running);
  }

  #end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#links.stop();
    this.#handlers?.onFatal(mapError(error, this.#name));
  }

  /** Looks up who leads partitions that are unread, and has them followed, those of each leader in their own time. */
  async #recover(handlers: TailHandlers, { partitions, failures }: Lost): Promise<void> {
    if (failures > 0) await wait(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 5)));
    if (this.#ended) return;
    try {
      const { led, leaderless } = await this.#links.find(partitions);
      if (leaderless.length > 0)
        this.#tryAgain(handlers, { partitions: leaderless, failures }, this.#links.leaderlessError(leaderless));
      for (const { leader, partitions } of led) this.#run(this.#join(handlers, leader, { partitions, failures }));
    } catch (error) {
      this.#tryAgain(handlers, { partitions, failures }, error);
    }
  }

  async #join(handlers: TailHandlers, leader: Leader, lost: Lost): Promise<void> {
    try {
      await handlers.verify(lost.partitions);
    } catch (error) {
      this.#links.forget(lost.partitions);
      this.#tryAgain(handlers, lost, error);
      return;
    }
    if (this.#ended) return;
    const present = this.#polls.get(leader);
    if (present !== undefined) for (const partition of lost.partitions) present.asked.add(partition);
    else this.#run(this.#poll(handlers, { leader, asked: new Set(lost.partitions), failures: lost.failures }));
  }

  #tryAgain(handlers: TailHandlers, { partitions, failures }: Lost, error: unknown): void {
    if (this.#ended) return;
    const failure = mapError(error, this.#name);
    if (failure.kind === 'fatal' || (failure.kind === 'out-of-range' && this.#isBelieved(partitions))) {
      this.#end(failure);
      return;
    }
    this.#links.failed(failure);
    for (const partition of partitions) this.#unread.set(partition, failure.message);
    handlers.onState(new Map(this.#unread));
    this.#run(this.#recover(handlers, { partitions, failures: failures + 1 }));
  }

  #isBelieved(partitions: readonly number[]): boolean {
    const counts = partitions.map((partition) => (this.#doubts.get(partition) ?? 0) + 1);
    for (const [i, partition] of partitions.entries()) this.#doubts.set(partition, counts[i] ?? 0);
    return Math.max(...counts) >= believedAfter;
  }

  /** Polls one leader until it fails, or leads nothing any more that is to be read. */
  async #poll(handlers: TailHandlers, poll: Poll): Promise<void> {
    const { leader, asked } = poll;
    this.#polls.set(leader, poll);
    const gathering = this.#gathers ? new Gathering(maxWaitMs) : undefined;
    try {
      const broker = await leader.link.broker(leader.nodeId);
      while (asked.size > 0) {
        await handlers.room?.();
        if (this.#ended) return;
        const patience = gathering?.patience ?? { maxWaitMs };
        const fetch = { topic: this.#topic, from: this.#positions.of(asked), ...patience };
        const { batches, failures, bytes } = await answerWithin(requestTimeoutMs, fetchBatches(broker, fetch), 'fetch');
        // From here to the end of the turn without a pause: what is taken is handed over, or would never be.
        for (const [partition, failure] of failures) this.#giveUp(handlers, poll, partition, failure);
        if (this.#ended) return;
        poll.failures = 0;
        gathering?.brought(bytes, performance.now());
        this.#showRead(handlers, batches);
        const come = batches.filter(({ from, next }) => from !== next);
        const isKnown = come.length > 0 && come.every((batch) => this.#positions.hasPassed(batch));
        for (const batch of come) if (!this.#ended) this.#takeOver(handlers, batch);
        if (isKnown) await this.#pauses.pause(pauseMs);
      }
      this.#polls.delete(leader);
    } catch (error) {
      this.#polls.delete(leader);
      if (!this.#ended) this.#links.drop(leader, mapError(error, this.#name));
      this.#tryAgain(handlers, { partitions: [...asked], failures: poll.failures }, error);
    }
  }

  /** A leader has refused one of its partitions. */
  #giveUp(handlers: TailHandlers, { asked, failures }: Poll, partition: number, failure: LogError): void {
    asked.delete(partition);
    this.#links.forget([partition]);
    this.#tryAgain(handlers, { partitions: [partition], failures }, failure);
  }

  /** What was answered is read now, whether there was anything or not. */
  #showRead(handlers: TailHandlers, batches: readonly LogBatch[]): void {
    if (this.#unread.size === 0) return;
    let changed = false;
    for (const { partition } of batches) {
      changed = this.#unread.delete(partition) || changed;
      this.#doubts.delete(partition);
    }
    if (!changed) return;
    // A broker that connects may lead nothing: only that all is read is an end of trouble.
    if (this.#unread.size === 0) this.#links.confirm();
    handlers.onState(new Map(this.#unread));
  }

  /** Hands over what is new in a batch. */
  #takeOver(handlers: TailHandlers, batch: LogBatch): void {
    const fresh = this.#positions.take(batch);
    if (fresh === undefined) return;
    try {
      handlers.onBatch(fresh);
    } catch (error) {
      throw new LogError('fatal', `a batch of partition ${batch.partition} was not handled: ${String(error)}`, error);
    }
  }
}
