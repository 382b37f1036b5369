export type { Caller } from './auth/caller.ts';
export { allScopes, hasExpired, requireScope, type Scope } from './auth/caller.ts';
export { type Authenticator, createAuthenticator } from './auth/create-authenticator.ts';
export { signToken } from './auth/sign-token.ts';
export { commaList } from './config/comma-list.ts';
export { ConfigError, type ConfigMistake } from './config/config-error.ts';
export { loadConfig } from './config/load-config.ts';
export { logConfigOf } from './config/log-config-of.ts';
export { maskConfig, maskUrl } from './config/mask-config.ts';
export * from './config/settings.ts';
export { trustedProxies } from './config/trusted-proxies.ts';
export { accepts } from './http/accepts.ts';
export { boundedCopy } from './http/bounded-copy.ts';
export { onceAnswered } from './http/connections.ts';
export { createHttpServer, type HttpServer, type HttpServerOptions } from './http/create-http-server.ts';
export {
  entityTagsText,
  httpDateText,
  idempotencyKeyText,
  maybePositionText,
  positionText,
} from './http/header-texts.ts';
export { hidden } from './http/hidden-schema.ts';
export type { HttpApp } from './http/http-app.ts';
export { namesVersion } from './http/named-versions.ts';
export type { RawHandler } from './http/node-server.ts';
export { NoBody, noContent, preconditionResponse, problemResponses } from './http/problem-responses.ts';
export { type Conditions, readConditions } from './http/read-conditions.ts';
export { validationItems } from './http/validation-items.ts';
export { checkLog, type LogCheck } from './log/check-log.ts';
export { type Beginning, findOpened } from './log/find-opened.ts';
export type { Checkpoint, CheckpointRow, LogIdentity } from './log/followed-log.ts';
export { checkpointColumns, checkpointOfRow, readCheckpoints, readIdentity } from './log/followed-log.ts';
export { createLogGate, type LogGate } from './log/log-gate.ts';
export { showThrottling } from './log/show-throttling.ts';
export { watchTopic } from './log/watch-topic.ts';
export { mayRetry, ProblemError, type ProblemItem, problemBody } from './problem-error.ts';
export { awayReason } from './process/away-reason.ts';
export { defineService, type Service, startService } from './process/define-service.ts';
export { backoffMs, describeError, keepTrying } from './process/keep-trying.ts';
export { createLogger, type Logger } from './process/logger.ts';
export { createMetrics, type Metrics } from './process/metrics.ts';
export { createReadiness, type Readiness, type ReadinessState } from './process/readiness.ts';
export type { Resource, ServiceHost } from './process/run-service.ts';
export { buildText, version } from './process/version.ts';
export { createRateLimiter, type RateLimiter } from './rate/create-rate-limiter.ts';
export { createPool, type PoolSettings } from './stores/create-pool.ts';
export { createRedis, type Redis } from './stores/create-redis.ts';
export type { Tracer } from './telemetry/tracer.ts';
