import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Leader, LeaderLinks } from './leader-links.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import type { LogError } from './log-error.ts';
import { mapError } from './map-error.ts';
import { type OnAppended, produceGroups } from './produce-groups.ts';
import { type Refusals, RefusedPartitions } from './refused-partitions.ts';
import { type Group, takeRequest } from './take-request.ts';
import { answerWithin } from './within.ts';

export type AppenderOptions = {
  readonly logger: LogLogger;
  /** Told of every request that was acknowledged: how many records it carried, and how long that took. */
  readonly onRequest?: (records: number, seconds: number) => void;
  /**
   * Told whenever it changes of which partitions the brokers refuse appends, for reasons that do not pass by themselves. One
   * leaves the list with the next append to it that is acknowledged.
   */
  readonly onRefusals?: (refused: Refusals) => void;
  /**
   * Called with each batch that was acknowledged, at its place in the log, before its appends resolve. Its records have no
   * timestamp: -1.
   */
  readonly onAppended?: OnAppended;
};

/** What waits for one leader, and whether it is being sent. */
type Queue = { readonly waiting: Group[]; isSending: boolean };

const stopMs = 3_000;

/**
 * Sends groups of records to the leaders of their partitions, with natural batching: of each leader one request is under way at a
 * time, and what is asked for meanwhile goes into its next. No timer, so an idle leader is sent to at once, and the more is waiting the
 * larger a request. A leader that is slow, or away, holds up nothing that goes to others.
 *
 *   idle       a group comes whose leader is known                                 → gathering, of that leader
 *              it is not known: look it up                                         → gathering, or refused
 *   gathering  wait for the end of this turn of the event loop, in which others may come with it → sending
 *   sending    take what is waiting, up to the caps; send; tell the outcome; what waits and is led by another now goes to its
 *              leader's queue                                                      → gathering, or idle when nothing waits
 */
export class LeaderQueues {
  readonly #topic: string;
  readonly #links: LeaderLinks;
  readonly #refused: RefusedPartitions;
  readonly #onRequest: AppenderOptions['onRequest'];
  readonly #onAppended: OnAppended;
  readonly #queues = new Map<Leader, Queue>();
  /** Groups whose leader is not known. */
  readonly #lost: Group[] = [];
  readonly #tasks = new Set<Promise<void>>();
  #isLooking = false;

  constructor(config: LogConfig, { logger, onRequest, onRefusals = () => {}, onAppended = () => {} }: AppenderOptions) {
    this.#topic = config.topic;
    this.#links = new LeaderLinks(config, { logger, name: 'appender', level: 'warn' });
    this.#refused = new RefusedPartitions(onRefusals);
    this.#onRequest = onRequest;
    this.#onAppended = onAppended;
  }

  /** Resolves once the cluster has answered. Rejects with a LogError. */
  async connect(): Promise<void> {
    await this.#links.get();
  }

  /** Sends a group and tells it what has become of it. */
  push(group: Group): void {
    const leader = this.#links.of(group.partition);
    if (leader === undefined) {
      this.#lost.push(group);
      if (!this.#isLooking) this.#run(this.#lookUp());
      return;
    }
    const queue = this.#queues.get(leader) ?? { waiting: [], isSending: false };
    this.#queues.set(leader, queue);
    queue.waiting.push(group);
    if (!queue.isSending) this.#run(this.#sendAll(leader, queue));
  }

  /** Waits for what is under way for three seconds at most, and disconnects. */
  async stop(): Promise<void> {
    const idle = async (): Promise<void> => {
      while (this.#tasks.size > 0) await Promise.all(this.#tasks);
    };
    await answerWithin(stopMs, idle(), 'stop').catch(() => {});
    this.#links.stop();
  }

  #run(task: Promise<void>): void {
    const running = task.finally(() => this.#tasks.delete(running));
    this.#tasks.add(running);
  }

  async #lookUp(): Promise<void> {
    this.#isLooking = true;
    while (this.#lost.length > 0) {
      const groups = this.#lost.splice(0);
      const partitions = new Set(groups.map(({ partition }) => partition));
      const failure = await this.#links.find([...partitions]).then(
        () => undefined,
        (error) => mapError(error, 'append'),
      );
      for (const group of groups) {
        if (this.#links.of(group.partition) !== undefined) this.push(group);
        else this.#refuse(group, failure);
      }
    }
    this.#isLooking = false;
  }

  #refuse({ partition, reject }: Group, failure: LogError | undefined): void {
    const leaderless = this.#links.leaderlessError([partition]);
    if (failure === undefined) this.#links.failed(leaderless);
    reject(failure ?? leaderless);
  }

  async #sendAll(leader: Leader, queue: Queue): Promise<void> {
    queue.isSending = true;
    do {
      await nextTurn();
      await this.#send(leader, queue, takeRequest(queue.waiting));
    } while (queue.waiting.length > 0);
    queue.isSending = false;
  }

  async #send(leader: Leader, queue: Queue, groups: readonly Group[]): Promise<void> {
    const began = performance.now();
    const partitions = new Set(groups.map(({ partition }) => partition));
    const { failures, broken } = await produceGroups(leader, this.#topic, groups, this.#onAppended);
    this.#refused.note(partitions, failures);
    if (failures.size === 0) this.#onRequest?.(countRecords(groups), (performance.now() - began) / 1_000);
    const elsewhere = [...failures].filter(([, failure]) => isAboutLeader(failure)).map(([partition]) => partition);
    if (elsewhere.length === 0) {
      this.#links.confirm();
      return;
    }
    if (broken === undefined) this.#links.forget(elsewhere);
    else {
      this.#links.drop(leader, broken);
      this.#queues.delete(leader);
    }
    for (const group of queue.waiting.splice(0)) this.push(group);
  }
}

/** Whether a failure speaks against who was taken for the leader: an answer about the records alone does not. */
const isAboutLeader = ({ kind }: LogError): boolean => kind !== 'too-large' && kind !== 'refused';

const countRecords = (groups: readonly Group[]): number => groups.reduce((sum, { records }) => sum + records.length, 0);
