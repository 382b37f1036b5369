import { note, noteRecords } from '@notes/feature-notes/domain';
import { registerNoteWrites } from '@notes/feature-notes/write';
import { createLogAdmin } from '@notes/log';
import { createProgressWatch, selectPosition } from '@notes/reading';
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
  createTelemetry,
  type HttpServer,
  type Logger,
  logConfigOf,
  type Readiness,
  type Resource,
  watchTopic,
} from '@notes/service';
import { createWriteSide } from '@notes/writing';
import type { CommandConfig } from './config.ts';

const name = 'command';
const version = '0.1.0';

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
  const { tracer, resources: telemetry } = await createTelemetry(config, { name, version, logger });
  const metrics = createMetrics(name);
  const readiness = createReadiness();
  const auth = createAuthenticator(config, { logger, readiness });
  const rate = createRateLimiter(config, { logger, metrics, readiness, name });
  const stopping = new AbortController();
  const { signal } = stopping;

  const pool = createPool(config, { logger, name, byIndex: true });
  const log = logConfigOf(config, `notes-${name}`);
  const admin = createLogAdmin(log, { logger });
  const gate = createLogGate({ check: () => checkLog({ pool, admin }), readiness, logger, signal });
  const writeSide = createWriteSide(note, noteRecords, config, {
    pool,
    admin,
    log,
    gate,
    readiness,
    logger,
    metrics,
    signal,
  });

  const progress = createProgressWatch(() => selectPosition(pool));
  const server = await createHttpServer({
    name,
    title: 'Notes: writes',
    description: 'Creates, replaces and deletes notes. An answer is given only once the log has accepted the change.',
    version,
    logger,
    metrics,
    readiness,
    host: config.HOST,
    port: config.PORT,
    trustProxy: config.TRUST_PROXY,
    corsOrigins: commaList(config.CORS_ORIGINS),
    auth,
    rate,
    tracer,
    register: (app) => registerNoteWrites(app, { notes: writeSide.writer, pool, progress }),
  });

  const connections: Resource = {
    name: 'connections',
    start: async () => {},
    async stop() {
      stopping.abort();
      await Promise.all([admin.stop(), pool.end()]);
    },
  };
  const topic = watchTopic({ admin, log: writeSide.log, readiness, logger, metrics });
  const http: Resource = { name: 'http', start: () => server.listen(), stop: () => server.close() };
  const admission = [...(auth?.resources ?? []), ...(rate === undefined ? [] : [rate])];
  return {
    name,
    logger,
    readiness,
    server,
    resources: [...telemetry, ...admission, connections, ...writeSide.resources, topic, http],
  };
}
