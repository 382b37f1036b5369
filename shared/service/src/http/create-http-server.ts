import type { Server } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import type { Authenticator } from '../auth/create-authenticator.ts';
import { trustedProxies } from '../config/addresses.ts';
import { ConfigError, type ConfigMistake } from '../config/config-error.ts';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Readiness } from '../process/readiness.ts';
import type { RateLimiter } from '../rate/limit-requests.ts';
import { limitRequests } from '../rate/limit-requests.ts';
import type { Tracer } from '../telemetry/tracer.ts';
import { allowMethods } from './allow-methods.ts';
import { apiDocument, documentRoute } from './api-document.ts';
import { authenticateRequests } from './authenticate-requests.ts';
import { onClientError } from './client-error.ts';
import { compileValidator } from './compile-validator.ts';
import { checkConditions } from './conditions.ts';
import { allowOrigins } from './cors.ts';
import { describeAdmission } from './describe-admission.ts';
import { healthRoutes, problemRoutes } from './health-routes.ts';
import type { HttpApp } from './http-app.ts';
import { keepAliveHeader } from './keep-alive.ts';
import { createNodeServer, type NodeServer, type RawHandler } from './node-server.ts';
import { observeRequests, traceRequests } from './observe-requests.ts';
import { applyRoutePolicy, checkRequest, requestId, setStandingHeaders } from './on-request.ts';
import { json, mergePatch, parseJson, parseMergePatch } from './parse-body.ts';
import { countProblems, type ProblemPorts, sendProblem } from './send-problem.ts';
import { defaultLoadLimits, type LoadLimits, shedLoad } from './shed-load.ts';

export type HttpServerOptions = {
  /** Of the process, for its log. */
  readonly name: string;
  /** Of the API, for its description. */
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** How long it is drained before it is closed; 0 by default. */
  readonly stopDelayMs?: number;
  /** Whether probes and metrics are on a port of their own, and so not here. */
  readonly probesElsewhere?: boolean;
  /** Addresses or networks of proxies whose X-Forwarded-* headers are believed, separated by commas; or all of them. */
  readonly trustProxy?: string | boolean | undefined;
  /** Origins whose pages may call; none by default. */
  readonly corsOrigins?: readonly string[];
  readonly handle?: RawHandler;
  /** Checks the tokens of callers; without it anybody may call. */
  readonly auth?: Authenticator | undefined;
  /** Counts the requests of each caller; without it there is no limit. Whoever made it starts and stops it. */
  readonly rate?: RateLimiter | undefined;
  /** Begins a span for every request; without it there are none. */
  readonly tracer?: Tracer | undefined;
  /** From where on requests are refused because there are too many. */
  readonly loadLimits?: LoadLimits;
  /** Adds the routes. With `auth` or `rate` each says its `config.scope`. */
  register(app: HttpApp): void | Promise<void>;
};

export type HttpServer = {
  readonly app: HttpApp;
  /** Resolves once it listens, and logs the address. Rejects with a ConfigError where HOST or PORT is to blame. */
  listen(): Promise<void>;
  /** From now on each answer closes its connection, so that clients come back over a new one. All is served as before. */
  drain(): void;
  /** Accepts no more connections and resolves when the requests in flight are answered. */
  close(): Promise<void>;
};

/** In bytes. A route may have its own. */
const bodyLimit = 512 * 1024;

/**
 * The one way that our processes speak HTTP: strict validation, problems for every fault, what the framework finds included, OPTIONS and
 * 405 with Allow, request ids, probes, metrics and the description of the API. Errors and slow requests are logged, requests
 * are not: a line for each nearly doubled what a small one costs.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { logger, metrics, readiness, auth, rate } = options;
  const authenticates = auth !== undefined;
  const ports = { logger, counts: countProblems(metrics) };
  const app = createApp(options, ports);
  const methods = allowMethods(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(json, { parseAs: 'buffer' }, parseJson);
  app.addContentTypeParser(mergePatch, { parseAs: 'buffer' }, parseMergePatch);
  app.setValidatorCompiler(compileValidator);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, ports));
  app.setNotFoundHandler(checkRequest);
  traceRequests(app, options.tracer);
  addFirstHook(app, options);
  await shedLoad(app, metrics, readiness, options.loadLimits ?? defaultLoadLimits);
  // In this order: whoever may not call is not counted, and whoever is over the quota is not told what else is wrong.
  authenticateRequests(app, auth);
  if (rate !== undefined) limitRequests(app, rate, authenticates);
  app.addHook('onRequest', (request, reply, done) => {
    checkRequest(request);
    checkConditions(request, reply);
    done();
  });
  await apiDocument(app, { ...options, authenticates });
  observeRequests(app, metrics, logger);
  methods.collect();
  applyRoutePolicy(app);
  describeAdmission(app, { authenticates, limits: rate !== undefined });
  documentRoute(app);
  if (options.probesElsewhere !== true) healthRoutes(app, readiness, metrics);
  problemRoutes(app);
  await options.register(app);
  await app.after();
  methods.answer();
  await app.ready();
  return {
    app,
    listen: () => listen(app, { ...options, variable: 'PORT' }),
    drain: () => (app.server as NodeServer).drain(),
    close: () => app.close(),
  };
}

function createApp({ logger, trustProxy = false, handle }: HttpServerOptions, ports: ProblemPorts): HttpApp {
  return Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    // A logger of its own for every request costs more than its routing.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    bodyLimit,
    trustProxy: typeof trustProxy === 'string' ? trustedProxies(trustProxy) : trustProxy,
    serverFactory: (handler): Server => createNodeServer(handler, handle),
    clientErrorHandler: onClientError,
    frameworkErrors: (error, request, reply) => {
      setStandingHeaders(request, reply);
      sendProblem(error, request, reply, ports);
    },
    // What arrives on open connections while closing is still served, with `Connection: close`.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
  }).withTypeProvider<TypeBoxTypeProvider>();
}

function addFirstHook(app: HttpApp, { corsOrigins: origins = [], stopDelayMs = 0 }: HttpServerOptions): void {
  const answersPreflight = origins.length > 0 ? allowOrigins(origins) : () => false;
  const [name, value] = keepAliveHeader(stopDelayMs);
  app.addHook('onRequest', (request, reply, done) => {
    setStandingHeaders(request, reply);
    if (name !== undefined) reply.header(name, value);
    if (!answersPreflight(request, reply)) done();
  });
}

type Address = { readonly host: string; readonly port: number; readonly variable: 'PORT' | 'ADMIN_PORT' };

/** Rejects with a ConfigError where HOST or `variable`, which named the port, is to blame. */
export async function listen(app: Pick<HttpApp, 'listen'>, address: Address): Promise<void> {
  try {
    await app.listen({ host: address.host, port: address.port });
  } catch (error) {
    const mistake = listenMistake(error, address);
    throw mistake === undefined ? error : new ConfigError([mistake]);
  }
}

/** What is to be changed where a server cannot listen; undefined for a failure that no setting is to blame for. */
function listenMistake(error: unknown, { host, port, variable }: Address): ConfigMistake | undefined {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'EADDRINUSE':
      return {
        variable,
        wrong: `${port} is taken on ${host}`,
        write: 'End what listens there, or write another port.',
      };
    case 'EACCES':
    case 'EPERM':
      return { variable, wrong: `${port} may not be opened by this user`, write: 'Write a port from 1024 on.' };
    case 'EADDRNOTAVAIL':
      return {
        variable: 'HOST',
        wrong: `is ${host}, which is no address of this machine`,
        write: 'Write one of its addresses, 127.0.0.1, or 0.0.0.0.',
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return {
        variable: 'HOST',
        wrong: `is ${host}, which names no address`,
        write: 'Write an address of this machine, 127.0.0.1, or 0.0.0.0.',
      };
    default:
      return undefined;
  }
}
