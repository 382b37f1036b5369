const exposed =
  'Allow, Consistency-Token, ETag, Idempotent-Replayed, Link, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, X-Total-Count';

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
