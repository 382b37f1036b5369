import { createAppender, createLogAdmin, createTail } from '@notes/log';
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
import type { CommandConfig } from './config.ts';
import { bulkDeleteRoute } from './http/bulk-delete-route.ts';
import { bulkRoutes } from './http/bulk-routes.ts';
import { noteRoutes } from './http/note-routes.ts';
import { commandMetrics } from './metrics.ts';
import { probeAppend } from './probe-append.ts';
import { watchAppends } from './watch-appends.ts';
import { createWriteSide } from './write-side.ts';

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
  const tail = createTail(log, { logger });
  const counts = commandMetrics(metrics);
  const appends = watchAppends({
    ...{ readiness, logger, metrics },
    probe: (partition) => probeAppend(appender, partition, following.current()),
  });
  const { onRefusals } = appends;
  const appender = createAppender(log, { logger, onRequest: counts.requested, onRefusals });
  const gate = createLogGate({ check: () => checkLog({ pool, admin }), readiness, logger, signal });

  const { notes, lanes, following } = createWriteSide(config, {
    ...{ pool, admin, tail, appender, gate },
    ...{ readiness, logger, metrics, counts, signal },
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
    register(app) {
      noteRoutes(app, notes);
      bulkRoutes(app, notes);
      bulkDeleteRoute(app, { notes, pool, progress });
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
  const topic = watchTopic({ admin, log: following.current, readiness, logger, metrics });
  const http: Resource = { name: 'http', start: () => server.listen(), stop: () => server.close() };
  const admission = [...(auth?.resources ?? []), ...(rate === undefined ? [] : [rate])];
  const atWork: Resource = { name: 'lanes', start: async () => {}, stop: () => lanes.idle() };
  return {
    name,
    logger,
    readiness,
    server,
    resources: [...telemetry, ...admission, connections, following, appends, topic, atWork, http],
  };
}
