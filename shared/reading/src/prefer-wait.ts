const longestWaitS = 30;
const preference = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?=[,;]|$)/i;

/**
 * The seconds that `Prefer: wait=<seconds>` (RFC 7240) asks for, at most 30. Undefined where there is no such preference;
 * one that cannot be read counts as none, as the RFC asks.
 */
export function preferredWaitS(header: string): number | undefined {
  const seconds = preference.exec(header)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestWaitS);
}
