import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import type { Logger } from '../process/logger.ts';

/** The public keys cannot be had, so nothing can be said of a token. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

const timeoutMs = 3000;
/** How long a key that the issuer removed may still work while its server can be reached, … */
const refreshMs = 5 * 60_000;
/** … and while it cannot: an outage of the issuer is none of ours before that. */
const keepMs = 60 * 60_000;
/** A token that names an unknown key makes us look for new ones, but whoever makes up such tokens does so in vain. */
const cooldownMs = 10_000;
const retryMs = 1000;

/**
 * The keys of a JWKS address: fetched when first needed, again in the background every 5 minutes, and when a token names a
 * key that is not among them, every 10 seconds at most. The key getter throws KeysUnavailable when there is nothing to go by, and an error of jose
 * when the token names no key of the set. With several keys in the set, a token must name its own (`kid`).
 */
export function createRemoteKeys(url: string, logger: Pick<Logger, 'info' | 'warn'>): JWTVerifyGetKey {
  let refreshAt = 0;
  let retryAt = 0;
  let away = false;

  const fetchKeys: FetchImplementation = async (address, init) => {
    if (Date.now() < retryAt) throw new Error('asked a moment ago, in vain');
    try {
      const response = await fetch(address, init);
      if (response.status !== 200) throw new Error(`answered ${response.status}`);
      refreshAt = Date.now() + refreshMs;
      if (away) logger.info('jwks: the keys can be fetched again');
      away = false;
      return response;
    } catch (err) {
      retryAt = Date.now() + retryMs;
      if (!away) logger.warn({ err }, 'jwks: the keys cannot be fetched');
      away = true;
      throw err;
    }
  };

  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: keepMs,
    [customFetch]: fetchKeys,
  });

  return async (header, token) => {
    // Nobody waits for it as long as there are keys, and without them the next line waits for this same request.
    if (Date.now() >= refreshAt) remote.reload().catch(() => {});
    try {
      return await remote(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      throw new KeysUnavailable('the keys of the issuer cannot be had', { cause: error });
    }
  };
}

const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;
