import type { FastifyRequest } from 'fastify';
import type { HttpApp } from '../http/http-app.ts';
import { ProblemError } from '../problem-error.ts';
import type { RateLimiter } from './create-rate-limiter.ts';

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
