/**
 * Reads Retry-After, seconds or a date, as milliseconds from now. A date is of the sender's clock, and so is compared with the `Date` of the same
 * answer; with this machine's clock only where that cannot be read, as by pages of another origin.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const header = headers.get('retry-after');
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - sentAtMs(headers) : seconds * 1_000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function sentAtMs(headers: Headers): number {
  const sentAt = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(sentAt) ? Date.now() : sentAt;
}
