import type { Caller } from './caller.ts';

/**
 * Whether a caller's token ended `graceMs` ago or earlier; without a token never. The end is an instant that the issuer has named, so it is
 * compared with this machine's idea of the time.
 */
export const hasExpired = ({ expiresAtMs }: Caller, graceMs = 0): boolean =>
  expiresAtMs !== undefined && expiresAtMs + graceMs <= Date.now();
