import { setTimeout as wait } from 'node:timers/promises';
import type { Next } from '@notes/kernel/position';
import type { ClusterConnection, LeaderShare } from './cluster-connection.ts';
import { ConnectionKeeper } from './connection-keeper.ts';
import { fetchBatches } from './fetch.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { mapError } from './map-error.ts';
import { requestTimeoutMs } from './open-kafka.ts';
import { Pauses } from './pauses.ts';
import { TailPositions } from './tail-positions.ts';
import { answerWithin } from './within.ts';

export type TailHandlers = {
  /**
   * Before the first fetch and after every interruption, before anything more is read. A LogError that is `fatal` or
   * `out-of-range` ends the tail; after any other rejection it is asked again.
   */
  verify(): Promise<void>;
  /** Waited for before each fetch. Whoever does not keep up reads no more meanwhile; without it, on and on. */
  room?(): Promise<void>;
  /** In order of offsets within a partition. A throw ends the tail. */
  onBatch(batch: LogBatch): void;
  onState(state: 'connected' | 'disconnected', why?: string): void;
  /**
   * The tail has ended for good: `out-of-range` when what it stands on is not in the log any more, `fatal` when the log
   * cannot be read, or a handler has failed.
   */
  onFatal(error: LogError): void;
};

export type Tail = {
  /** Reads for ever, beginning with the given offset of each partition. */
  start(next: ReadonlyMap<number, Next>, handlers: TailHandlers): void;
  /** Goes back, or forth: what is under way of that partition is dropped. */
  seek(partition: number, next: Next): void;
  /**
   * Takes a batch that has just been appended, as if it had been read, if it stands right where reading has come to: then all of the
   * partition is known up to the batch's end. What all in-sync replicas have acknowledged is below the high watermark, so a fetch
   * would give the same, later. A batch that stands elsewhere is read in its turn.
   */
  offer(batch: LogBatch): void;
  /** Cuts the pause before the next fetch short, if there is one: for who waits for what others have written. */
  hurry(): void;
  /** Calls no handler any more. Resolves after three seconds at the latest. */
  stop(): Promise<void>;
};

export type TailOptions = {
  readonly logger: LogLogger;
  /** Whose it is, for the log. Default `tail`. */
  readonly name?: string;
};

type Run = {
  readonly topic: string;
  readonly positions: TailPositions;
  readonly pauses: Pauses;
  readonly goesOn: () => boolean;
  readonly onFirstAnswer: () => void;
};

/** A long poll ends this late when nothing comes: so late a seek takes effect in an idle log. */
const maxWaitMs = 250;
const firstPauseMs = 50;
const longestPauseMs = 200;
const stopMs = 3_000;
/** How long a fetch waits after one that brought nothing but what had been offered: who writes alone then reads little of it again. */
const pauseMs = 20;

/**
 * Reads partitions without a group, on connections of its own: one long poll per leader, over and over.
 *
 *   connecting  look up the leaders, then let the owner verify that the log is still his → reading
 *   reading     fetch, fetch again, hand over what has come, and what is offered meanwhile; connected once each leader has
 *               answered → connecting, on any failure
 *   ended       by stop, or because reading on would not be right: it never jumps
 */
export function createTail(config: LogConfig, { logger, name = 'tail' }: TailOptions): Tail {
  const keeper = new ConnectionKeeper(config, { logger, name, level: 'warn' });
  const positions = new TailPositions();
  const pauses = new Pauses();
  let reading: TailHandlers | undefined;
  let ended = false;
  let running: Promise<void> = Promise.resolve();

  async function run(handlers: TailHandlers): Promise<void> {
    for (let failures = 0; !ended; failures++) {
      let cluster: ClusterConnection | undefined;
      try {
        cluster = await keeper.get();
        await handlers.verify();
        if (ended) return;
        await readUntilBroken(cluster, handlers, () => {
          keeper.confirm();
          reading = handlers;
          handlers.onState('connected');
          failures = 0;
        });
      } catch (error) {
        const failure = mapError(error, name);
        if (ended) return;
        if (failure.kind === 'fatal' || failure.kind === 'out-of-range') return end(handlers, failure);
        if (cluster !== undefined) keeper.drop(cluster, failure);
        handlers.onState('disconnected', failure.message);
        await wait(Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 5)));
      }
    }
  }

  /**
   * Follows all leaders until one of them fails; then the others read no more either. `onReading`: all of them have answered, which is
   * more than that they take connections.
   */
  async function readUntilBroken(
    cluster: ClusterConnection,
    handlers: TailHandlers,
    onReading: () => void,
  ): Promise<void> {
    let broken = false;
    try {
      const leaders = cluster.byLeader(positions.partitions);
      const onFirstAnswer = countdown(leaders.length, onReading);
      const run = { topic: config.topic, positions, pauses, goesOn: () => !ended && !broken, onFirstAnswer };
      await Promise.all(leaders.map((led) => follow(cluster, led, handlers, run)));
    } finally {
      broken = true;
      reading = undefined;
    }
  }

  function end(handlers: TailHandlers, failure: LogError): void {
    ended = true;
    keeper.stop();
    handlers.onFatal(failure);
  }

  return {
    start(from, handlers) {
      for (const [partition, next] of from) positions.set(partition, next);
      running = run(handlers);
    },
    seek(partition, next) {
      positions.set(partition, next);
      pauses.cutShort();
    },
    offer(batch) {
      if (reading !== undefined && positions.isNext(batch)) takeOver(positions, batch, reading);
      else pauses.cutShort();
    },
    hurry: () => pauses.cutShort(),
    async stop() {
      ended = true;
      pauses.cutShort();
      keeper.stop();
      await answerWithin(stopMs, running, 'stop').catch(() => {});
    },
  };
}

const inTime = <T>(fetch: Promise<T>): Promise<T> => answerWithin(requestTimeoutMs, fetch, 'fetch');

/** Calls `then` when it is called for the last of so many times. */
function countdown(times: number, then: () => void): () => void {
  let left = times;
  return () => {
    left -= 1;
    if (left === 0) then();
  };
}

/** Reads the partitions of one leader until the run ends. */
async function follow(cluster: ClusterConnection, led: LeaderShare, handlers: TailHandlers, run: Run): Promise<void> {
  const { topic, positions, pauses, goesOn, onFirstAnswer } = run;
  const broker = await cluster.broker(led.nodeId);
  for (let first = true; ; first = false) {
    await handlers.room?.();
    if (!goesOn()) return;
    const fetched = await inTime(fetchBatches(broker, { topic, from: positions.of(led.partitions), maxWaitMs }));
    // From here to the end of the turn without a pause: what is taken is handed over, or would never be.
    if (!goesOn()) return;
    if (first) onFirstAnswer();
    const come = fetched.filter(({ from, next }) => from !== next);
    const isKnown = come.length > 0 && come.every((batch) => positions.hasPassed(batch));
    for (const batch of come) if (goesOn()) takeOver(positions, batch, handlers);
    if (isKnown) await pauses.pause(pauseMs);
  }
}

/** Hands over what is new in a batch. */
function takeOver(positions: TailPositions, batch: LogBatch, handlers: TailHandlers): void {
  const fresh = positions.take(batch);
  if (fresh !== undefined) handOver(fresh, handlers);
}

function handOver(batch: LogBatch, handlers: TailHandlers): void {
  try {
    handlers.onBatch(batch);
  } catch (error) {
    throw new LogError('fatal', `a batch of partition ${batch.partition} was not handled: ${String(error)}`, error);
  }
}
