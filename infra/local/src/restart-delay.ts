const firstMs = 500;
const longestMs = 30_000;
const steadyMs = 60_000;

/**
 * How long to wait before something that ended is started again: half a second, then twice as long each time up to 30 s. Who
 * had been up for a minute begins anew. `formerMs` is the last delay, undefined for none.
 */
export function restartDelayMs(formerMs: number | undefined, wasUpMs: number): number {
  if (formerMs === undefined || wasUpMs >= steadyMs) return firstMs;
  return Math.min(formerMs * 2, longestMs);
}
