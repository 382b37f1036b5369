export { within } from '@notes/log';
export type { Caller } from './auth/caller.ts';
export { allScopes, hasExpired, requireScope, type Scope } from './auth/caller.ts';
export { type Authenticator, createAuthenticator } from './auth/create-authenticator.ts';
export { signToken } from './auth/token-rules.ts';
export { commaList, trustedProxies } from './config/addresses.ts';
export { ConfigError, type ConfigMistake } from './config/config-error.ts';
export { loadConfig, logConfigOf, maskConfig, maskUrl } from './config/load-config.ts';
export { LoggingSettings } from './config/logging-settings.ts';
export * from './config/settings.ts';
export { type Conditions, namesVersion, readConditions } from './http/conditions.ts';
export { corsHeaders } from './http/cors.ts';
export { createHttpServer, type HttpServer, type HttpServerOptions } from './http/create-http-server.ts';
export { NoBody, noContent, preconditionResponse, problemResponses } from './http/describe-admission.ts';
export {
  entityTagsText,
  httpDateText,
  idempotencyKeyText,
  maybePositionText,
  positionText,
} from './http/header-texts.ts';
export type { HttpApp } from './http/http-app.ts';
export { hidden } from './http/http-app.ts';
export { keepAliveHeader } from './http/keep-alive.ts';
export type { RawHandler } from './http/node-server.ts';
export { onceAnswered } from './http/node-server.ts';
export { traceRequest } from './http/observe-requests.ts';
export { accepts } from './http/on-request.ts';
export { readTraceparent, traceparentOf } from './http/trace-of.ts';
export { boundedCopy, validationItems } from './http/validation-items.ts';
export { allOf, type Beginning, checkLog, findOpened, type LogCheck, notSetUp, otherLog } from './log/check-log.ts';
export type { CheckpointRow, LogIdentity } from './log/followed-log.ts';
export {
  checkpointColumns,
  checkpointOfRow,
  readCheckpoints,
  readIdentity,
  readKnownFamilies,
} from './log/followed-log.ts';
export { createLogGate, type LogGate } from './log/log-gate.ts';
export { showThrottling, watchTopic } from './log/watch-topic.ts';
export { mayRetry, ProblemError, type ProblemItem, problemBody } from './problem-error.ts';
export { type Ages, type Mark, showAges } from './process/ages.ts';
export { defineService, type Service, startService } from './process/define-service.ts';
export { gather } from './process/gather.ts';
export { createHistogram, longTimes, type Observer, shortTimes } from './process/histogram.ts';
export { awayReason, backoffMs, describeError, keepTrying } from './process/keep-trying.ts';
export { createLogger, type Logger } from './process/logger.ts';
export { createMetrics, type Metrics, readAtScrape } from './process/metrics.ts';
export { createReadiness, type Readiness, type ReadinessState } from './process/readiness.ts';
export type { Resource, ServiceHost } from './process/run-service.ts';
export { createRateLimiter, type RateLimiter } from './rate/limit-requests.ts';
export { createPool, type PoolSettings } from './stores/create-pool.ts';
export { createRedis, type Redis } from './stores/create-redis.ts';
export {
  existsByKey,
  headInJournal,
  type JournalHeadRow,
  journalHead,
  journalHeadColumns,
} from './stores/journal-head.ts';
export { showPool } from './stores/show-pool.ts';
export { buildText, version } from './telemetry/create-telemetry.ts';
export type { Span, Tracer } from './telemetry/tracer.ts';
