import { registerNoteReads, selectNotesById } from '@notes/feature-notes/read';
import { createLogAdmin } from '@notes/log';
import {
  createLogEnds,
  createProgressWatch,
  createReadsById,
  getStatusRoute,
  listenToProgress,
  selectPosition,
  watchPostgres,
  watchStandstill,
} from '@notes/reading';
import {
  buildText,
  commaList,
  createAuthenticator,
  createHttpServer,
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
} from '@notes/service';
import type { QueryConfig } from './config.ts';
import { version } from './version.ts';

const name = 'query';

export type QueryApp = {
  readonly name: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly server: HttpServer;
  /** In the order of starting. */
  readonly resources: readonly Resource[];
};

/** Puts the query service together; nothing is connected and nothing listens before its resources are started. */
export async function createQueryApp(config: QueryConfig): Promise<QueryApp> {
  const logger = createLogger(name, config.LOG_LEVEL);
  const { tracer, resources: telemetry } = await createTelemetry(config, { name, version, logger });
  const metrics = createMetrics(name);
  const readiness = createReadiness();
  const auth = createAuthenticator(config, { logger, readiness });
  const rate = createRateLimiter(config, { logger, metrics, readiness, name });
  const pool = createPool(config, { logger, name, byIndex: true });
  // Connects when first asked, so that nothing waits for Kafka: no read needs it.
  readiness.note('kafka', 'not asked yet');
  const logAdmin = createLogAdmin(logConfigOf(config, `notes-${name}`), { logger });
  const progress = createProgressWatch(() => selectPosition(pool));
  const logEnds = createLogEnds(logAdmin, (state) => readiness.note('kafka', state));
  const reads = {
    pool,
    noteById: createReadsById((ids) => selectNotesById(pool, ids)),
    progress,
    logEnds,
    build: buildText(version, config.NOTES_COMMIT),
  };
  const server = await createHttpServer({
    name,
    title: 'Notes: reads',
    description:
      'Reads notes from the read model. An answer tells the position it was read at; a request may ask for one.',
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
      registerNoteReads(app, reads);
      getStatusRoute(app, reads);
      // A read that waits for the read model would delay the stop.
      app.addHook('preClose', async () => progress.stop());
    },
  });
  const http: Resource = {
    name: 'http',
    start: () => server.listen(),
    stop() {
      progress.stop();
      return server.close();
    },
  };
  const log: Resource = { name: 'log', start: async () => {}, stop: () => logAdmin.stop() };
  const news = listenToProgress(config.DATABASE_URL, { name, logger, watch: progress, pool });
  const resources = [
    ...telemetry,
    ...(auth?.resources ?? []),
    watchPostgres(pool, { readiness, logger }),
    news,
    log,
    watchStandstill({ pool, logEnds, readiness }),
    ...(rate === undefined ? [] : [rate]),
    http,
  ];
  return { name, logger, readiness, server, resources };
}
