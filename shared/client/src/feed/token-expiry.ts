/** When a JWT expires, by its own words; undefined if it does not say. Its signature is for the service to check. */
export function tokenExpiryMs(token: string): number | undefined {
  try {
    const claims = token.split('.')[1] ?? '';
    const { exp } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { readonly exp?: unknown };
    return typeof exp === 'number' ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}

const aheadMs = 30_000;
const leastMs = 1_000;
/** Longer than this no timer runs. */
const longestMs = 2_147_483_647;

/** How long to wait before a token is renewed: until shortly before it expires, of a short-lived one half of what is left. */
export function renewInMs(expiresAtMs: number, nowMs: number): number {
  const leftMs = expiresAtMs - nowMs;
  return Math.min(longestMs, Math.max(leastMs, leftMs - aheadMs, leftMs > 2 * aheadMs ? 0 : leftMs / 2));
}
