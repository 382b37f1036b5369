import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';
import { isLoopback } from '../config/check-exposure.ts';
import type { HttpApp } from '../http/http-app.ts';
import { ProblemError } from '../problem-error.ts';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Readiness } from '../process/readiness.ts';
import type { Resource } from '../process/run-service.ts';
import { createRedis, type Redis } from '../stores/create-redis.ts';

/**
 * Counts the requests of every caller to the routes that say a scope, and refuses those beyond the quota with the problem `rate-limited`.
 * Each of these answers tells where the caller stands, by RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers).
 * `byToken`: callers are told apart by their tokens, which must have been checked before; else by address.
 */
export function limitRequests(app: HttpApp, limiter: RateLimiter, byToken: boolean): void {
  const { perHour } = limiter;
  const policy = `"default";q=${perHour};w=3600`;
  const callerOf = byToken ? subjectOf : addressOf;
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.scope === undefined) {
      done();
      return;
    }
    void limiter.count(callerOf(request)).then((standing) => {
      reply.header('ratelimit-policy', policy);
      if (standing === undefined) {
        done();
        return;
      }
      const { remaining, resetSeconds } = standing;
      reply.header('ratelimit', `"default";r=${Math.max(0, remaining)};t=${resetSeconds}`);
      done(remaining < 0 ? overQuota(perHour, resetSeconds) : undefined);
    });
  });
}

const subjectOf = ({ caller }: FastifyRequest): string => `subject ${caller.subject}`;

/** One machine is one caller, whether it comes by IPv4 or by IPv4 within IPv6. */
const addressOf = ({ ip }: FastifyRequest): string => `address ${ip.replace(/^::ffff:(?=\d+\.)/i, '')}`;

const overQuota = (perHour: number, resetSeconds: number): ProblemError =>
  new ProblemError('rate-limited', `The quota of ${perHour} requests an hour is used up.`, {
    headers: { 'retry-after': String(resetSeconds) },
  });

export type RateConfig = {
  readonly HOST: string;
  readonly RATE_LIMIT_PER_HOUR?: number | undefined;
  readonly REDIS_URL: string;
  readonly REDIS_PREFIX: string;
};
type RateOptions = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Shows how Redis is; the process serves without it. */
  readonly readiness: Pick<Readiness, 'note'>;
  /** Of the process. */
  readonly name: string;
};

/** Where a caller stands with the request that was just counted: `remaining` is negative if it is one too many. */
type Standing = { readonly remaining: number; readonly resetSeconds: number };

export type RateLimiter = Resource & {
  readonly perHour: number;
  /** Counts a request of a caller; undefined when it could not be counted. Never rejects. */
  count(caller: string): Promise<Standing | undefined>;
};

const exposedPerHour = 2500;
const windowMs = 3_600_000;
const answerTimeoutMs = 100;
const pauseMs = 1000;

// One step for Redis, so that no counter is ever left without its end. Redis keeps ends as instants: after a step back of its clock one would be further off
// than a window, and so is set anew.
const countRequest = `
local used = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 or left > tonumber(ARGV[1]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {used, left}`;

type CountingRedis = Redis & { countRequest(key: string, windowMs: number): Promise<[number, number]> };

/**
 * Counts requests in Redis, for all processes together; undefined when there is no limit. A caller's hour begins with the
 * first request and ends as a whole: what remains and when it resets are exact, Redis has the only clock, and callers do
 * not all come back at the stroke of the hour. At worst two quotas are used up around one such end.
 * While Redis is away or slower than 100 ms, requests are not counted, and the metric `rate_limit_uncounted_total` tells how
 * many. After a failure it is asked again a second later, so that a Redis that hangs delays few.
 */
export function createRateLimiter(
  config: RateConfig,
  { logger, metrics, readiness, name }: RateOptions,
): RateLimiter | undefined {
  const perHour = config.RATE_LIMIT_PER_HOUR ?? (isLoopback(config.HOST) ? 0 : exposedPerHour);
  if (perHour === 0) return undefined;
  const uncounted = new Counter({
    name: 'rate_limit_uncounted_total',
    help: 'Requests that were let through without counting them, since Redis was away.',
    registers: [metrics.registry],
  });
  let redis: CountingRedis | undefined;
  let askAgainAtMs = 0;

  return {
    name: 'rate limits',
    perHour,
    async start() {
      const onState = (state: string): void => readiness.note('redis', state);
      const options = { logger, name: `${name}-rates`, commandTimeoutMs: answerTimeoutMs, onState };
      redis = createRedis(config, options) as CountingRedis;
      redis.defineCommand('countRequest', { numberOfKeys: 1, lua: countRequest });
    },
    async stop() {
      redis?.disconnect();
    },
    async count(caller) {
      if (redis !== undefined && performance.now() >= askAgainAtMs) {
        try {
          const key = `${config.REDIS_PREFIX}rate.${hash('sha256', caller, 'base64url')}`;
          const [used, leftMs] = await redis.countRequest(key, windowMs);
          return { remaining: perHour - used, resetSeconds: Math.ceil(leftMs / 1000) };
        } catch {
          askAgainAtMs = performance.now() + pauseMs;
        }
      }
      uncounted.inc();
      return undefined;
    },
  };
}
