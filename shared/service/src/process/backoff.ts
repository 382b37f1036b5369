/** `baseMs` is the greatest wait after the first failure; it doubles with each, up to `capMs`. `random` is in [0, 1). */
type BackoffOptions = { readonly baseMs?: number; readonly capMs?: number; readonly random?: () => number };

/**
 * How long to wait before trying again, with full jitter: anything from nothing up to a limit that doubles with every attempt, so
 * that many who failed together do not come back together. `attempt` counts from 0.
 */
export function backoffMs(
  attempt: number,
  { baseMs = 50, capMs = 1000, random = Math.random }: BackoffOptions = {},
): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)));
}
