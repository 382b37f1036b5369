import { randomUUID } from 'node:crypto';
import { partitionOf } from '@notes/kernel';
import { createAppender, createLogAdmin, createTail } from '@notes/log';
import {
  checkLog,
  commaList,
  createAuthenticator,
  createHttpServer,
  createLogGate,
  createLogger,
  createMetrics,
  createPool,
  createRateLimiter,
  createReadiness,
  type HttpServer,
  type Logger,
  logConfigOf,
  type Readiness,
  type Resource,
} from '@notes/service';
import type { CommandConfig } from './config.ts';
import { followLog } from './follow-log.ts';
import { bulkRoutes } from './http/bulk-routes.ts';
import { noteRoutes } from './http/note-routes.ts';
import { Lanes } from './lanes/lanes.ts';
import { readBack } from './lanes/read-back.ts';
import { createWriteNotes } from './lanes/write-notes.ts';
import { EndBarrier } from './state/end-barrier.ts';
import { NoteStates } from './state/note-states.ts';
import { Reached } from './state/reached.ts';
import { RetainedWindow } from './state/retained-window.ts';
import { SnapshotLoader } from './state/snapshot-loader.ts';

const name = 'command';
const mebibyte = 1024 * 1024;

/** Attempts that may wait in all lanes together; at 10,000 writes a second, one second's worth. */
const maxWaiting = 10_000;

export type CommandApp = {
  readonly name: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly server: HttpServer;
  /** In the order of starting. */
  readonly resources: readonly Resource[];
};

/** Puts the command service together, by hand and in one place; nothing is connected before its resources are started. */
export async function createCommandApp(config: CommandConfig): Promise<CommandApp> {
  const logger = createLogger(name, config.LOG_LEVEL);
  const auth = createAuthenticator(config, { logger });
  const metrics = createMetrics(name);
  const rate = createRateLimiter(config, { logger, metrics, name });
  const readiness = createReadiness();
  const stopping = new AbortController();
  const { signal } = stopping;

  const pool = createPool(config, { logger, name });
  const log = logConfigOf(config, `notes-${name}`);
  const admin = createLogAdmin(log, { logger });
  const tail = createTail(log, { logger });
  const appender = createAppender(log, { logger });
  const gate = createLogGate({ check: () => checkLog({ pool, admin }), readiness, logger, signal });

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
  const lanes = new Lanes({ states, appender, barrier, logger, now: Date.now, newId: randomUUID }, maxWaiting);
  const onBatch = readBack.bind(undefined, { states, window, lanes, reached });
  const following = followLog({ pool, admin, tail, gate, window, reached, readiness, logger, signal, onBatch });
  const notes = createWriteNotes({ lanes, reached, log: following.current, partitionOf: noteToPartition });

  const server = await createHttpServer({
    name,
    title: 'Notes: writes',
    description: 'Creates, replaces and deletes notes. An answer is given only once the log has accepted the change.',
    version: '0.1.0',
    logger,
    metrics,
    readiness,
    host: config.HOST,
    port: config.PORT,
    trustProxy: config.TRUST_PROXY,
    corsOrigins: commaList(config.CORS_ORIGINS),
    auth,
    rate,
    register(app) {
      noteRoutes(app, notes);
      bulkRoutes(app, notes);
    },
  });

  const connections: Resource = {
    name: 'connections',
    start: async () => {},
    async stop() {
      stopping.abort();
      await Promise.all([appender.stop(), admin.stop(), pool.end()]);
    },
  };
  const http: Resource = { name: 'http', start: () => server.listen(), stop: () => server.close() };
  const atWork: Resource = { name: 'lanes', start: async () => {}, stop: () => lanes.idle() };
  return {
    name,
    logger,
    readiness,
    server,
    resources: [connections, following, atWork, ...(rate === undefined ? [] : [rate]), http],
  };
}
