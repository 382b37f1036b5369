import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { noteChannels, noteMethods } from '@notes/feature-notes/feed';
import { createFeed } from '@notes/feed';
import {
  commaList,
  createAuthenticator,
  createHttpServer,
  createLogger,
  createMetrics,
  createReadiness,
  createTelemetry,
  type HttpApp,
  type HttpServer,
  type Logger,
  type Readiness,
  type Resource,
} from '@notes/service';
import { asyncApiRoutes } from './api/async-api-routes.ts';
import type { GatewayConfig } from './config.ts';
import { pageRoutes } from './page/page-routes.ts';
import { createCallRest } from './proxy/call-rest.ts';
import { ignoreOtherUpgrades } from './proxy/ignore-other-upgrades.ts';
import { createLogEnds } from './proxy/log-ends.ts';
import { createServiceProxy } from './proxy/service-proxy.ts';
import { createUpstreams } from './proxy/upstream.ts';

const name = 'gateway';
/** Where the build leaves the page, as seen from the sources and from what they are compiled to. */
const pageFolder = fileURLToPath(new URL('../../web/dist/', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

export type GatewayApp = {
  readonly name: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly server: HttpServer;
  /** In the order of starting. */
  readonly resources: readonly Resource[];
};

/** Puts the gateway together; it connects and listens when its resources are started. */
export async function createGatewayApp(config: GatewayConfig): Promise<GatewayApp> {
  const logger = createLogger(name, config.LOG_LEVEL);
  const { tracer, resources: telemetry } = await createTelemetry(config, { name, version, logger });
  const metrics = createMetrics(name);
  const readiness = createReadiness();
  const auth = createAuthenticator(config, { logger, readiness });
  const origins = commaList(config.CORS_ORIGINS);

  const upstreams = createUpstreams(config);
  const feed = createFeed(config, {
    ...{ name, auth, logger, metrics, readiness },
    channels: noteChannels,
    methods: noteMethods(createCallRest(upstreams)),
    logEnds: createLogEnds(upstreams.query),
  });
  const proxy = createServiceProxy(config, { upstreams, metrics, readiness });

  const server = await createHttpServer({
    name,
    title: 'Notes',
    description:
      'Notes that are event-sourced: written through a log, read from a model of it, followed as they change.',
    version,
    ...{ logger, metrics, readiness, host: config.HOST, port: config.PORT },
    trustProxy: config.TRUST_PROXY,
    corsOrigins: origins,
    auth,
    tracer,
    handle: proxy.handle,
    register: async (app: HttpApp) => {
      proxy.register(app);
      await feed.register(app);
      asyncApiRoutes(app, version);
      await pageRoutes(app, pageFolder, version);
    },
  });
  ignoreOtherUpgrades(server.app.server);

  const http: Resource = { name: 'http', start: () => server.listen(), stop: () => server.close() };
  return {
    name,
    logger,
    readiness,
    server,
    resources: [...telemetry, ...(auth?.resources ?? []), ...feed.resources, ...proxy.resources, http],
  };
}
