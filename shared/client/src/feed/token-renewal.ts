import type { ConnectionConfig } from './connection.ts';
import { renewInMs, tokenTimes } from './token-expiry.ts';

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
