import type { ConnectionConfig } from './connection.ts';
import { renewInMs, tokenExpiryMs } from './token-expiry.ts';

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
    const expiresAtMs = token === undefined ? undefined : tokenExpiryMs(token);
    if (expiresAtMs === undefined || !this.#config.renewable) return;
    this.#timer = setTimeout(() => void this.#renew(token), renewInMs(expiresAtMs, Date.now()));
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** What fails is tried again until the connection ends: then the service closes it, and the next one has a new token anyway. */
  async #renew(old: string | undefined): Promise<void> {
    const timer = this.#timer;
    const { token } = await this.#config.credentials().catch(() => ({ token: undefined }));
    const isDone =
      token !== undefined &&
      token !== old &&
      (await this.#refresh(token).then(
        () => true,
        () => false,
      ));
    if (this.#timer === timer) this.begin(isDone ? token : old);
  }
}
