import { randomUUID } from 'node:crypto';
import { partitionOf } from '@notes/kernel';
import type { Appender, LogAdmin, Tail } from '@notes/log';
import type { LogGate, Logger, Metrics, Readiness } from '@notes/service';
import type { Pool } from 'pg';
import type { CommandConfig } from './config.ts';
import { followLog, type LogFollower } from './follow-log.ts';
import { Lanes } from './lanes/lanes.ts';
import { readBack } from './lanes/read-back.ts';
import { createWriteNotes, type WriteNotes } from './lanes/write-notes.ts';
import { type CommandMetrics, showState } from './metrics.ts';
import { EndBarrier } from './state/end-barrier.ts';
import { NoteStates } from './state/note-states.ts';
import { Reached } from './state/reached.ts';
import { RetainedWindow } from './state/retained-window.ts';
import { SnapshotLoader } from './state/snapshot-loader.ts';

const mebibyte = 1024 * 1024;

/** Attempts that may wait in all lanes together; at 10,000 writes a second, one second's worth. */
const maxWaiting = 10_000;

type Parts = {
  readonly pool: Pool;
  readonly admin: LogAdmin;
  readonly tail: Tail;
  readonly appender: Appender;
  readonly gate: LogGate;
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly counts: CommandMetrics;
  readonly signal: AbortSignal;
};

export type WriteSide = {
  readonly notes: WriteNotes;
  readonly lanes: Lanes;
  /** Started before anything is written, stopped after. */
  readonly following: LogFollower;
};

/**
 * What lies between HTTP and the log. The way of a write, in the order that the API promises:
 *
 *   auth, rate, syntax  before its route sees it: createHttpServer, and http/note-schemas.ts          401 403 429, 400 413 415 422
 *   identity            who asks, and which command it is: http/order-from.ts, command-identity.ts    400
 *   queue               until a deadline, and only so many at a time: lanes/write-notes.ts, lanes.ts  503
 *   lane                after those that came before it to the same note: lanes/lane.ts, which loads
 *                       the note if it is cold: state/note-states.ts                                  503
 *   replay              the first result, if it came before: lanes/plan-round.ts, state/note-entry.ts 422
 *   precondition        exists, may the caller, If-Match: domain/decide.ts                            404 403 412
 *   domain              what comes of it: domain/decide.ts, stamp-event.ts. That nothing comes of it,
 *                       or a refusal, is only said once proved: state/end-barrier.ts
 *   append              lanes/append-and-read-back.ts                                                 503
 *   read back           by the tail: lanes/read-back.ts. Void events go back to their lane, to replay
 *   answer              http/answer.ts
 */
export function createWriteSide(config: CommandConfig, parts: Parts): WriteSide {
  const { pool, admin, tail, appender, logger, metrics, counts } = parts;
  const window = new RetainedWindow(config.NOTES_WINDOW_MB * mebibyte);
  const reached = new Reached();
  const noteToPartition = (noteId: string): number => partitionOf(noteId, following.current()?.partitions ?? 1);
  const states = new NoteStates({
    loader: new SnapshotLoader(pool),
    window,
    reached,
    partitionOf: noteToPartition,
    rewind(partition, next) {
      window.open(partition, next);
      tail.seek(partition, next);
    },
    maxBytes: config.NOTES_CACHE_MB * mebibyte,
  });
  const barrier = new EndBarrier((partitions) => admin.endOffsets(partitions), reached);
  const world = { elapsed: () => performance.now(), now: Date.now, newId: randomUUID };
  const lanes = new Lanes({ states, appender, barrier, logger, tally: counts, world }, maxWaiting);
  const onBatch = readBack.bind(undefined, { states, window, lanes, reached });
  const following = followLog({ ...parts, window, reached, onBatch });
  showState(metrics, { lanes, states, window, reached, barrier });
  const log = following.current;
  const notes = createWriteNotes({ lanes, reached, log, partitionOf: noteToPartition, onOutcome: counts.settled });
  return { notes, lanes, following };
}
