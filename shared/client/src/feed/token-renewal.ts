import type { ConnectionConfig } from './connection.ts';

/** Twice a minute at most: once before the token expires, and once before the service closes the connection, 25 s after. */
const againMs = 31_000;

/** Gives the service a new token before the one expires that the connection lives on. */
export class TokenRenewal {
  readonly #config: Pick<ConnectionConfig, 'credentials' | 'renewable'>;
  readonly #refresh: (token: string) => Promise<unknown>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    config: Pick<ConnectionConfig, 'credentials' | 'renewable'>,
    refresh: (token: string) => Promise<unknown>,
  ) {
    this.#config = config;
    this.#refresh = refresh;
  }

  begin(token: string | undefined): void {
    this.end();
    const times = token === undefined ? undefined : tokenTimes(token);
    if (times === undefined || !this.#config.renewable) return;
    // The one look at the clock: what is left is measured from now on by a timer, whatever the clock does.
    this.#renewIn(renewInMs(times, Date.now()), token);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #renewIn(waitMs: number, token: string | undefined): void {
    this.#timer = setTimeout(() => void this.#renew(token, waitMs), waitMs);
  }

  /** What fails is tried again until the connection ends: then the service closes it, and the next one has a new token anyway. */
  async #renew(old: string | undefined, waitedMs: number): Promise<void> {
    const timer = this.#timer;
    const { token } = await this.#config.credentials().catch(() => ({ token: undefined }));
    const isDone =
      token !== undefined &&
      token !== old &&
      (await this.#refresh(token).then(
        () => true,
        () => false,
      ));
    if (this.#timer !== timer) return;
    if (isDone) this.begin(token);
    else this.#renewIn(Math.min(againMs, waitedMs), old);
  }
}

/** What a JWT says of its own time, in ms since 1970. */
type TokenTimes = { readonly expiresAtMs: number; readonly issuedAtMs: number | undefined };

/** Reads when a JWT expires, by its own words; undefined if it does not say. Its signature is for the service to check. */
function tokenTimes(token: string): TokenTimes | undefined {
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
function renewInMs({ expiresAtMs, issuedAtMs }: TokenTimes, nowMs: number): number {
  const lifetimeMs = issuedAtMs === undefined ? plausibleMs : expiresAtMs - issuedAtMs;
  const byClockMs = expiresAtMs - nowMs;
  const isPlausible = byClockMs >= Math.min(plausibleMs, lifetimeMs / 2);
  const mostMs = issuedAtMs === undefined ? byClockMs : lifetimeMs;
  const leftMs = isPlausible ? Math.min(byClockMs, mostMs) : lifetimeMs;
  return Math.min(longestMs, Math.max(leastMs, leftMs > 2 * aheadMs ? leftMs - aheadMs : leftMs / 2));
}
