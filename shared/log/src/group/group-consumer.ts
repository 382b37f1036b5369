import { setTimeout as sleep } from 'node:timers/promises';
import { brokerError, code } from '../broker-error.ts';
import { type Deferred, deferred } from '../deferred.ts';
import type { LogConfig } from '../log-config.ts';
import { asLogError, asReadError, LogError } from '../log-error.ts';
import { createTail, type TailOptions } from '../read/tail.ts';
import {
  type Coordinator,
  findCoordinator,
  type GroupSettings,
  MemberForgotten,
  type Membership,
} from './coordinator.ts';
import { type RunningHandlers, type Share, type ShareHandlers, startShare } from './share.ts';

export type GroupHandlers = ShareHandlers & {
  /** After each join, before `positions`; without partitions when the group has more members than the topic partitions. */
  onAssigned?(partitions: readonly number[]): void;
  /** The consumer has ended and does not come back: a handler failed, an offset is out of range, or rights are missing. */
  onCrash(error: LogError): void;
};

export type GroupConsumerOptions = TailOptions & {
  readonly groupId: string;
  /** After this long without a sign of life the others take over. Default 10 s; brokers want at least 6 s. */
  readonly sessionTimeoutMs?: number;
  /** How often a sign of life is sent, which is also how soon a rebalance is noticed. Default 1 s. */
  readonly heartbeatMs?: number;
};

const firstPauseMs = 50;
const longestPauseMs = 1_000;
const drainMs = 5_000;
const leaveMs = 1_000;
const nobody: Membership = { memberId: '', generationId: -1 };

/**
 * A member of a consumer group that takes only the sharing of partitions from Kafka, never positions. Its states:
 *
 * - *outside*: find the coordinator and join, again and again after a pause when that fails;
 * - *member*: a tail reads the share from where `positions` says, and heartbeats go out on a timer of their own, so that
 *   a slow handler never costs the membership. A coordinator that is away is looked for while the reading goes on;
 * - *revoking*, when the group rebalances, has forgotten us, or nothing was heard for a session time-out: end the share,
 *   wait for its handlers (five seconds, less than the session), then outside again, under the same member id.
 *
 * The consumer of kafkajs is not used: it forgets positions at every rebalance, answers an offset out of range with a jump,
 * sends heartbeats only between batches, may end without a word, and hangs in its stop.
 */
export class GroupConsumer {
  readonly #config: LogConfig;
  readonly #options: GroupConsumerOptions;
  readonly #settings: GroupSettings;
  readonly #heartbeatMs: number;
  readonly #running: RunningHandlers = new Map();
  readonly #joined: Deferred<void> = deferred();
  readonly #abort = new AbortController();
  #handlers: GroupHandlers | undefined;
  #coordinator: Coordinator | undefined;
  #share: Share | undefined;
  #member: Membership = nobody;
  #ending: Promise<void> | undefined;

  constructor(config: LogConfig, options: GroupConsumerOptions) {
    const { groupId, sessionTimeoutMs = 10_000 } = options;
    this.#config = config;
    this.#options = options;
    this.#settings = { groupId, sessionTimeoutMs, rebalanceTimeoutMs: sessionTimeoutMs + drainMs };
    this.#heartbeatMs = options.heartbeatMs ?? 1_000;
    this.#joined.promise.catch(() => {});
  }

  /**
   * Joins the group and reads, through any number of rebalances and outages, until `stop`. Resolves when joined for the
   * first time, however long that takes; rejects with LogError when it ends before that.
   */
  async run(handlers: GroupHandlers): Promise<void> {
    if (this.#handlers !== undefined || this.#ended) throw new LogError('unavailable', 'stopped, or run before');
    this.#handlers = handlers;
    this.#live(handlers).catch((error: unknown) => this.#crash(asLogError(error)));
    await this.#joined.promise;
  }

  /**
   * Gives running handlers five seconds, leaves the group so that others take over at once, and disconnects. Resolves
   * within about six seconds, whatever hangs.
   */
  async stop(): Promise<void> {
    this.#ending ??= this.#end();
    await this.#ending;
  }

  get #ended(): boolean {
    return this.#abort.signal.aborted;
  }

  async #live(handlers: GroupHandlers): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!this.#ended) {
      try {
        await this.#beMember(handlers);
        pauseMs = firstPauseMs;
      } catch (error) {
        if (this.#ended) return;
        this.#leftOut(asReadError(error));
        await sleep(pauseMs, undefined, { signal: this.#abort.signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }

  /** Throws what another try would not help against. */
  #leftOut(error: LogError): void {
    const { groupId, logger } = this.#options;
    logger.debug({ err: error, groupId }, 'group: outside');
    if (error instanceof MemberForgotten) this.#member = nobody;
    else if (error.kind === 'unavailable') this.#dropCoordinator();
    else throw error;
  }

  async #beMember(handlers: GroupHandlers): Promise<void> {
    const assignment = await (await this.#findCoordinator()).join(this.#member.memberId);
    this.#member = assignment;
    if (this.#ended) return;
    const { partitions, generationId } = assignment;
    const { groupId, logger } = this.#options;
    logger.info({ groupId, generationId, partitions }, 'group: partitions assigned');
    handlers.onAssigned?.(partitions);
    const share = startShare({
      partitions,
      tail: createTail(this.#config, this.#options),
      handlers,
      running: this.#running,
      onFatal: (error) => this.#crash(error),
    });
    this.#share = share;
    this.#joined.resolve();
    try {
      await this.#heartbeats();
    } finally {
      await share.end(drainMs);
    }
  }

  /** Resolves when the group must be joined again, or at the end. */
  async #heartbeats(): Promise<void> {
    let heardAt = performance.now();
    while (performance.now() - heardAt < this.#settings.sessionTimeoutMs) {
      await sleep(this.#heartbeatMs, undefined, { signal: this.#abort.signal }).catch(() => {});
      if (this.#ended) return;
      try {
        if (!(await this.#heartbeat())) return;
        heardAt = performance.now();
      } catch (error) {
        const failure = asReadError(error);
        if (failure instanceof MemberForgotten || failure.kind !== 'unavailable') throw failure;
        this.#dropCoordinator();
      }
    }
  }

  /** Whether all is well; not, when the group rebalances. */
  async #heartbeat(): Promise<boolean> {
    const errorCode = await (await this.#findCoordinator()).heartbeat(this.#member);
    if (errorCode === code.none) return true;
    if (errorCode === code.rebalanceInProgress || errorCode === code.illegalGeneration) return false;
    if (errorCode === code.unknownMember) throw new MemberForgotten();
    throw brokerError(errorCode, `heartbeat to group ${this.#settings.groupId}`);
  }

  async #findCoordinator(): Promise<Coordinator> {
    this.#coordinator ??= await findCoordinator(this.#config, this.#settings, this.#options.logger);
    const found = this.#coordinator;
    if (!this.#ended) return found;
    this.#dropCoordinator();
    throw new LogError('unavailable', 'stopped');
  }

  #dropCoordinator(): void {
    this.#coordinator?.close();
    this.#coordinator = undefined;
  }

  #crash(error: LogError): void {
    if (this.#ended) return;
    this.#options.logger.error({ err: error, groupId: this.#settings.groupId }, 'group: consumer has ended');
    this.#joined.reject(error);
    this.#ending = this.#end();
    this.#handlers?.onCrash(error);
  }

  async #end(): Promise<void> {
    this.#abort.abort();
    this.#joined.reject(new LogError('unavailable', 'stopped'));
    await this.#share?.end(drainMs);
    const { memberId } = this.#member;
    if (memberId !== '' && this.#coordinator !== undefined) {
      await Promise.race([
        this.#coordinator.leave(this.#member).catch(() => {}),
        sleep(leaveMs, undefined, { ref: false }),
      ]);
    }
    this.#dropCoordinator();
  }
}

export const createGroupConsumer = (config: LogConfig, options: GroupConsumerOptions): GroupConsumer =>
  new GroupConsumer(config, options);
