/** What a JWT says of its own time, in ms since 1970. */
export type TokenTimes = { readonly expiresAtMs: number; readonly issuedAtMs: number | undefined };

/** Reads when a JWT expires, by its own words; undefined if it does not say. Its signature is for the service to check. */
export function tokenTimes(token: string): TokenTimes | undefined {
  try {
    const claims = token.split('.')[1] ?? '';
    const { exp, iat } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
    if (typeof exp !== 'number') return undefined;
    return { expiresAtMs: exp * 1_000, issuedAtMs: typeof iat === 'number' ? iat * 1_000 : undefined };
  } catch {
    return undefined;
  }
}

const aheadMs = 30_000;
/** What is left by a clock that can be believed; then nothing is asked for more than once a minute. */
const plausibleMs = 3 * aheadMs;
const leastMs = 1_000;
/** Longer than this no timer runs. */
const longestMs = 2_147_483_647;

/**
 * How long after a token was got it is to be renewed: shortly before it expires; a short-lived one when half of what was left has passed. `nowMs` is
 * this machine's idea of the time when it was got, in ms since 1970. It may be wrong by hours, while a token that was just asked for is new: so where by
 * this clock there is next to nothing left of it, or more than it was issued for, its lifetime counts.
 */
export function renewInMs({ expiresAtMs, issuedAtMs }: TokenTimes, nowMs: number): number {
  const lifetimeMs = issuedAtMs === undefined ? plausibleMs : expiresAtMs - issuedAtMs;
  const byClockMs = expiresAtMs - nowMs;
  const isPlausible = byClockMs >= Math.min(plausibleMs, lifetimeMs / 2);
  const mostMs = issuedAtMs === undefined ? byClockMs : lifetimeMs;
  const leftMs = isPlausible ? Math.min(byClockMs, mostMs) : lifetimeMs;
  return Math.min(longestMs, Math.max(leastMs, leftMs > 2 * aheadMs ? leftMs - aheadMs : leftMs / 2));
}
