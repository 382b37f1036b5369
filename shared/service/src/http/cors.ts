import type { FastifyReply, FastifyRequest } from 'fastify';

const exposed =
  'Allow, Consistency-Token, ETag, Idempotent-Replayed, Link, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Total-Count';
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const maxAgeSeconds = '600';

/**
 * Lets pages of the given origins call, and reads the headers that they need. A preflight is answered here, before anything else
 * is asked of it, and says so by returning true. Whoever is not on the list gets no such header, and their browser refuses.
 */
export function allowOrigins(origins: readonly string[]): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const allowed = new Set(origins);
  return (request, reply) => {
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !allowed.has(origin)) return false;
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', exposed);
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
    const asked = request.headers['access-control-request-headers'];
    reply.header('access-control-allow-methods', methods).header('access-control-max-age', maxAgeSeconds);
    if (asked !== undefined) reply.header('access-control-allow-headers', asked);
    void reply.code(204).send();
    return true;
  };
}

/**
 * The CORS headers of an answer that is passed on, by the Origin of its request, for pages of the given origins: name,
 * value, name, value. They take the place of what the service says, which does not know the public origin. Preflights
 * are not passed on.
 */
export function corsHeaders(origins: readonly string[]): (origin: string | undefined) => readonly string[] {
  if (origins.length === 0) return () => [];
  const stranger = ['vary', 'Origin'];
  const answers = new Map(
    origins.map((origin) => [
      origin,
      [...stranger, 'access-control-allow-origin', origin, 'access-control-expose-headers', exposed],
    ]),
  );
  return (origin) => (origin === undefined ? undefined : answers.get(origin)) ?? stranger;
}
