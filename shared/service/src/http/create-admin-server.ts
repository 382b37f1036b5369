import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { ProblemError } from '../problem-error.ts';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Readiness } from '../process/readiness.ts';
import type { Resource } from '../process/run-service.ts';
import { listen } from './create-http-server.ts';
import { healthRoutes } from './health-routes.ts';
import type { HttpApp } from './http-app.ts';
import { sendProblem } from './send-problem.ts';

type AdminServerOptions = {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
};

/**
 * Probes and metrics on a port of their own, which no balancer leads clients to. To be started first and stopped last: a process that waits
 * for its servers or stops is alive, and somebody must be able to see what it waits for.
 */
export function createAdminServer({ host, port, logger, metrics, readiness }: AdminServerOptions): Resource {
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    // Nothing that is asked here is worth waiting for.
    forceCloseConnections: true,
  }) as unknown as HttpApp;
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, { logger }));
  app.setNotFoundHandler(() => {
    throw new ProblemError('not-found', 'Here are /livez, /readyz and /metrics alone.');
  });
  healthRoutes(app, readiness, metrics);
  return {
    name: 'admin',
    start: () => listen(app, { host, port, variable: 'ADMIN_PORT' }),
    stop: () => app.close(),
  };
}
