import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { type AuthConfig, type Authenticator, createAuthenticator } from '../auth/create-authenticator.ts';
import { commaList } from '../config/addresses.ts';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load-config.ts';
import { createAdminServer } from '../http/create-admin-server.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../http/create-http-server.ts';
import { createRateLimiter, type RateConfig } from '../rate/limit-requests.ts';
import { createTelemetry, type TelemetrySettings, version } from '../telemetry/create-telemetry.ts';
import type { Tracer } from '../telemetry/tracer.ts';
import { countLines } from './count-lines.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMetrics, type Metrics, showBuild } from './metrics.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { type Resource, runService } from './run-service.ts';
import { showReadiness } from './show-readiness.ts';

/** What every service has, made before its own parts. */
type ServiceBase = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly tracer: Tracer | undefined;
  /** Checks the tokens of callers; undefined where authentication is off. */
  readonly auth: Authenticator | undefined;
};

/** What a service adds to that: its routes, and what runs beside the HTTP server, in the order of starting. */
type ServiceParts = Pick<HttpServerOptions, 'handle'> & {
  readonly register?: HttpServerOptions['register'];
  readonly resources: readonly Resource[];
};

/** A service that is put together and not started. */
export type Service = {
  readonly name: string;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly server: HttpServer;
  /** How long it serves on after a signal. */
  readonly stopDelayMs: number;
  /** In the order of starting. */
  readonly resources: readonly Resource[];
};

type Definition<Settings extends TProperties> = {
  readonly name: string;
  /** Of the API, as is `description`. */
  readonly title: string;
  readonly description: string;
  /** What it reads from the environment: a schema for each variable. */
  readonly settings: Settings;
  /** Makes the parts that are the service's own. Nothing may connect, read or listen before its resource is started. */
  readonly create: (config: Static<TObject<Settings>>, base: ServiceBase) => ServiceParts | Promise<ServiceParts>;
};

/** What the settings of each service hold. */
type CommonConfig = TelemetrySettings & {
  readonly HOST: string;
  readonly PORT: number;
  readonly ADMIN_PORT?: number;
  readonly STOP_DELAY_MS: number;
  readonly LOG_LEVEL: string;
  readonly CORS_ORIGINS?: string;
  readonly TRUST_PROXY?: string;
};

/**
 * A service by what is its own; all else is the same in each. The function that comes back puts the service together from the
 * environment, connects nothing, and rejects with one ConfigError that lists every mistake. Tokens are checked where the settings hold
 * AUTH, requests are counted where they hold RATE_LIMIT_PER_HOUR. The order of starting: telemetry, probes with a port of their own, keys and
 * counters of callers, the service's own resources, HTTP.
 */
export function defineService<Settings extends TProperties>(definition: Definition<Settings>) {
  const { name, title, description, settings } = definition;
  return async (env: NodeJS.ProcessEnv): Promise<Service> => {
    const own = loadConfig(Type.Object(settings), env);
    const config = own as unknown as CommonConfig & AuthConfig & RateConfig;
    const logger = createLogger(name, config.LOG_LEVEL);
    const { tracer, resources: telemetry } = await createTelemetry(config, { name, logger });
    const metrics = createMetrics(name);
    const readiness = createReadiness();
    showBuild(metrics, version, config.NOTES_COMMIT);
    showReadiness(metrics, readiness);
    countLines(logger, metrics);
    const auth = 'AUTH' in settings ? createAuthenticator(config, { logger, readiness }) : undefined;
    const counts = 'RATE_LIMIT_PER_HOUR' in settings;
    const rate = counts ? createRateLimiter(config, { logger, metrics, readiness, name }) : undefined;

    const { resources, ...routes } = await definition.create(own, { logger, metrics, readiness, tracer, auth });
    const server = await createHttpServer({
      ...{ name, title, description, version, logger, metrics, readiness, auth, rate, tracer },
      host: config.HOST,
      port: config.PORT,
      stopDelayMs: config.STOP_DELAY_MS,
      probesElsewhere: config.ADMIN_PORT !== undefined,
      trustProxy: config.TRUST_PROXY,
      corsOrigins: commaList(config.CORS_ORIGINS),
      register: () => {},
      ...routes,
    });
    const http: Resource = { name: 'http', start: () => server.listen(), stop: () => server.close() };
    const admin = createAdmin(config, { logger, metrics, readiness });
    const admission = [...(auth?.resources ?? []), ...(rate === undefined ? [] : [rate])];
    return {
      ...{ name, logger, readiness, server, stopDelayMs: config.STOP_DELAY_MS },
      resources: [...telemetry, ...admin, ...admission, ...resources, http],
    };
  };
}

function createAdmin(
  { HOST: host, ADMIN_PORT: port }: CommonConfig,
  base: Pick<ServiceBase, 'logger' | 'metrics' | 'readiness'>,
) {
  return port === undefined ? [] : [createAdminServer({ host, port, ...base })];
}

/**
 * All that the main program of a service does: puts it together and runs it until a signal. Mistakes in the configuration are listed on
 * stderr, all at once and without a stack; the process ends with 1 then.
 */
export async function startService(create: (env: NodeJS.ProcessEnv) => Promise<Service>): Promise<void> {
  try {
    const service = await create(process.env);
    await runService({ ...service, drain: () => service.server.drain() });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
