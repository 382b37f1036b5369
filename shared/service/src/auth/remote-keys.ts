import { setTimeout as wait } from 'node:timers/promises';
import { errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import { describeError } from '../process/keep-trying.ts';
import type { Logger } from '../process/logger.ts';
import type { Readiness } from '../process/readiness.ts';
import type { Resource } from '../process/run-service.ts';
import { createSteadyKeySet, readKeySet } from './steady-key-set.ts';

/** Nothing can be said of a token now: the public keys cannot be had, or may lack one that is new. `retryAfterS`: then more is known. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  readonly retryAfterS: number;

  constructor(message: string, retryAfterS: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterS = retryAfterS;
  }
}

export type RemoteKeys = {
  /**
   * Throws KeysUnavailable when there is nothing to go by, and an error of jose when the token names no key of the set. With several
   * keys in the set, a token must name its own (`kid`).
   */
  readonly key: JWTVerifyGetKey;
  /** Fetches the keys before anybody asks. Until they have been had once, the process is not ready. */
  readonly resource: Resource;
};

type Parts = { readonly logger: Pick<Logger, 'info' | 'warn'>; readonly readiness: Pick<Readiness, 'set' | 'note'> };

const timeoutMs = 3000;
/** How long a key that the issuer removed may still work while its server can be reached, … */
const refreshMs = 5 * 60_000;
/** … and while it cannot: an outage of the issuer is none of ours before that. */
const keepMs = 60 * 60_000;
/** A token that names an unknown key makes us look for new ones, but whoever makes up such tokens does so in vain. */
const cooldownMs = 10_000;
const retryMs = 1000;
/** Of the check that `/readyz` shows. */
const check = 'keys';

/**
 * The keys of a JWKS address: fetched at the start, again in the background every 5 minutes, and when a token names a
 * key that is not among them, every 10 seconds at most. A key that is unknown meanwhile may be new, so such a token is not refused:
 * only keys that were asked for after the token came prove that there is none.
 */
export function createRemoteKeys(url: string, { logger, readiness }: Parts): RemoteKeys {
  let refreshAt = 0;
  let retryAt = 0;
  let away = false;
  let had = false;
  /** How often the keys were asked for. */
  let asked = 0;

  const show = (state: string): void => (had ? readiness.note(check, state) : readiness.set(check, state));

  const fetchKeys: FetchImplementation = async (address, init) => {
    if (performance.now() < retryAt) throw new Error('asked a moment ago, in vain');
    asked += 1;
    try {
      const response = await fetch(address, init);
      if (response.status !== 200) throw new Error(`answered ${response.status}`);
      const set = await readKeySet(response);
      refreshAt = performance.now() + refreshMs;
      if (away) logger.info('jwks: the keys can be fetched again');
      away = false;
      had = true;
      show('ok');
      return set;
    } catch (err) {
      retryAt = performance.now() + retryMs;
      if (!away) logger.warn({ err }, 'jwks: the keys cannot be fetched');
      away = true;
      show(`the keys of AUTH_JWKS_URL cannot be fetched: ${reasonOf(err)}`);
      throw err;
    }
  };

  const keys = createSteadyKeySet(url, { fetchKeys, timeoutMs, cooldownMs, keepMs });

  const key: JWTVerifyGetKey = async (header, token) => {
    const askedBefore = asked;
    // Nobody waits for it as long as there are keys, and without them the next line waits for this same request.
    if (performance.now() >= refreshAt) keys.reload().catch(() => {});
    try {
      return await keys.find(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey && asked === askedBefore) throw mayBeNew(error);
      if (isAboutToken(error)) throw error;
      throw new KeysUnavailable('the keys of the issuer cannot be had', retryMs / 1000, { cause: error });
    }
  };

  function mayBeNew(cause: unknown): KeysUnavailable {
    const retryAfterS = Math.max(1, Math.ceil(keys.coolingMs() / 1000));
    return new KeysUnavailable('the key of the token may be a new one', retryAfterS, { cause });
  }

  const stopping = new AbortController();
  async function fetchFirst(): Promise<void> {
    while (!had && !stopping.signal.aborted) {
      await keys.reload().catch(() => wait(retryMs, undefined, { signal: stopping.signal }).catch(() => {}));
    }
  }

  return {
    key,
    resource: {
      name: check,
      async start() {
        readiness.set(check, 'not fetched yet');
        void fetchFirst();
      },
      stop: async () => stopping.abort(),
    },
  };
}

/** What fetch wraps into "fetch failed" says more. */
const reasonOf = (error: unknown): string =>
  describeError(error instanceof TypeError && error.cause !== undefined ? error.cause : error);

const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;
