import { type LogAdmin, type LogBatch, LogError, type Tail, type Unread } from '@notes/log';
import {
  describeError,
  findOpened,
  keepTrying,
  type LogGate,
  type Logger,
  type LogIdentity,
  notSetUp,
  otherLog,
  type Readiness,
  type Resource,
  readCheckpoints,
  readIdentity,
} from '@notes/service';
import type { Pool } from 'pg';
import type { KnownFamilies } from './state/known-families.ts';
import type { RetainedWindow } from './state/retained-window.ts';
import type { TailProgress } from './state/tail-progress.ts';

type Parts = {
  readonly pool: Pool;
  readonly admin: LogAdmin;
  readonly tail: Tail;
  readonly gate: LogGate;
  readonly window: RetainedWindow;
  readonly progress: TailProgress;
  /** Looked up again each second. */
  readonly known: Pick<KnownFamilies, 'lookUp'>;
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onBatch: (batch: LogBatch) => void;
};

/** `current`: the log, while it is followed. */
export type LogTail = Resource & {
  readonly current: () => LogIdentity | undefined;
};

const releaseEveryMs = 1_000;
/** For so long the log may be out of reach as a whole before this instance is taken out: others would reach it no better. */
const patienceMs = 5_000;

/**
 * Keeps this instance at the end of the log.
 *
 *   waiting    for servers, set-up, and for log and database to belong together      → reading, from the projector's checkpoints
 *   reading    up to what was the end of the log at that time                         → following
 *   following  ready to write. Each second, what the projector has applied is let go
 *   cut off    from some partitions: ready all the same, since writes to the others go on, and one to these waits or is refused.
 *              From all of them for a while: not ready. Before a partition is read on, it is made sure that it is still the same
 *              log                                                                    → following
 *   severed    the log lacks what was read before. Nothing goes on until a person has looked and starts the process again
 */
export function createLogTail(parts: Parts): LogTail {
  const { pool, admin, tail, gate, window, progress, known, readiness, logger, onBatch } = parts;
  let followed: LogIdentity | undefined;
  let unread: Unread = new Map();
  let cutOff: NodeJS.Timeout | undefined;
  let releasing: NodeJS.Timeout | undefined;
  readiness.set('tail', 'not started yet');

  async function begin(): Promise<void> {
    const identity = await gate.whenOpen();
    const checkpoints = await readCheckpoints(pool);
    const next = new Map(checkpoints.map(({ partition, next }) => [partition, next]));
    for (const [partition, offset] of next) {
      window.open(partition, offset);
      progress.advance(partition, offset);
    }
    await known.lookUp();
    const verify = (partitions: readonly number[]) => verifySame(admin, identity, partitions, progress);
    tail.start(next, { verify, onBatch, onState, onFatal: sever });
    readiness.set('tail', 'reading the log up to its end');
    for (const [partition, end] of await admin.reachableEnds([...next.keys()])) await progress.until(partition, end);
    followed = identity;
    show();
    releasing = setInterval(() => void release(), releaseEveryMs);
  }

  function onState(now: Unread): void {
    unread = now;
    if (followed !== undefined) show();
  }

  function show(): void {
    const [why] = unread.values();
    const isCutOff = unread.size > 0 && unread.size === followed?.partitions;
    if (!isCutOff) {
      clearTimeout(cutOff);
      cutOff = undefined;
    }
    const reason = `partition ${[...unread.keys()].join(', ')} cannot be read: ${why}`;
    if (why === undefined) readiness.set('tail', 'ok');
    else if (!isCutOff || cutOff === undefined) readiness.note('tail', reason);
    if (isCutOff) cutOff ??= setTimeout(() => readiness.set('tail', reason), patienceMs);
  }

  function sever(error: Error): void {
    followed = undefined;
    clearTimeout(cutOff);
    readiness.set('tail', `${error.message}. Look at the log and the database, then start this process again.`);
    logger.fatal({ err: error }, 'the log lacks what was read before');
  }

  async function release(): Promise<void> {
    try {
      if (followed !== undefined && !(await isFollowed(parts, followed))) return;
      for (const { partition, next } of await readCheckpoints(pool)) window.release(partition, next);
      await known.lookUp();
      readiness.note('postgres', 'ok');
    } catch (error) {
      readiness.note('postgres', describeError(error));
    }
  }

  return {
    name: 'log',
    current: () => followed,
    start: async () => void keepTrying('log', begin, { logger, signal: parts.signal }).catch(() => {}),
    async stop() {
      clearInterval(releasing);
      clearTimeout(cutOff);
      await tail.stop();
    },
  };
}

/**
 * Whether the database follows the log: another one may be at its address since. What that has applied says nothing of this log. Rejects
 * if it follows none yet.
 */
async function isFollowed({ pool, readiness }: Parts, { epoch }: LogIdentity): Promise<boolean> {
  const found = await readIdentity(pool);
  if (found === undefined) throw new Error(notSetUp);
  const isSame = found.epoch === epoch;
  readiness.set('log', isSame ? 'ok' : otherLog(found.epoch, epoch));
  return isSame;
}

/**
 * Rejects for good if the log of these partitions has been exchanged or cut short since it was read; its identity was checked against
 * the database before. Only their own leaders are asked: others may be away.
 */
async function verifySame(
  admin: LogAdmin,
  { epoch }: LogIdentity,
  partitions: readonly number[],
  progress: TailProgress,
): Promise<void> {
  const { opened, starts } = await findOpened(admin, partitions);
  // Where all that opens a log has been deleted since, that it continues what was read must do.
  const continues = [...starts].every(([partition, start]) => start > 0 && start <= progress.next(partition));
  if (opened === undefined ? !continues : opened.epoch !== epoch)
    throw new LogError('fatal', 'the log has been exchanged');
  for (const [partition, end] of await admin.endOffsets(partitions)) {
    if (end < progress.next(partition))
      throw new LogError(
        'out-of-range',
        `the log has been cut short: partition ${partition} ends at ${end}, but was read up to ${progress.next(partition)}`,
      );
  }
}
