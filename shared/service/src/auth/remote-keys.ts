import { setTimeout as wait } from 'node:timers/promises';
import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';
import { describeError } from '../process/keep-trying.ts';
import type { Logger } from '../process/logger.ts';
import type { Readiness } from '../process/readiness.ts';
import type { Resource } from '../process/run-service.ts';

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

type Options = {
  readonly fetchKeys: FetchImplementation;
  /** Of a request. */
  readonly timeoutMs: number;
  /** For how long after keys were fetched an unknown one does not make them be fetched again. */
  readonly cooldownMs: number;
  /** For how long keys are gone by. */
  readonly keepMs: number;
};

type SteadyKeySet = {
  readonly find: JWTVerifyGetKey;
  /** Fetches the keys; several at once are one request. */
  reload(): Promise<void>;
  /** How long an unknown key will not be looked for yet. */
  coolingMs(): number;
};

/**
 * jose's remote key set, its times measured with `performance.now`. jose 6 goes by the wall clock, and after a step back would neither look for
 * new keys nor let go of old ones. So it is left without times to go by: it keeps what it has, and fetches by itself only at first.
 */
function createSteadyKeySet(url: string, { fetchKeys, timeoutMs, cooldownMs, keepMs }: Options): SteadyKeySet {
  let fetchedAt = Number.NEGATIVE_INFINITY;
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeoutMs,
    cooldownDuration: Number.POSITIVE_INFINITY,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    async [customFetch](address, init) {
      const answer = await fetchKeys(address, init);
      fetchedAt = performance.now();
      return answer;
    },
  });
  const coolingMs = (): number => Math.max(0, fetchedAt + cooldownMs - performance.now());
  return {
    reload: remote.reload,
    coolingMs,
    async find(header, token) {
      if (performance.now() >= fetchedAt + keepMs) await remote.reload();
      try {
        return await remote(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || coolingMs() > 0) throw error;
        await remote.reload();
        return remote(header, token);
      }
    },
  };
}

type Jwk = Readonly<Record<string, unknown>>;

/**
 * The key set that an issuer answered, as an answer of its own. A key on the curve Ed25519 may be said to be for `EdDSA` or, since RFC 9864,
 * for `Ed25519`, and tokens, too, say the one or the other: it is the same algorithm, so the set leaves the name to the token.
 * Rejects what is no key set, for whatever has an address that is wrong by a letter may answer 200.
 */
async function readKeySet(response: Response): Promise<Response> {
  const set: unknown = await response.json().catch(() => undefined);
  if (!isKeySet(set)) throw new Error('answered something that is no JSON Web Key Set');
  return Response.json({ ...set, keys: set.keys.map(ofEitherName) });
}

function ofEitherName(jwk: Jwk): Jwk {
  if (jwk['crv'] !== 'Ed25519' || (jwk['alg'] !== 'EdDSA' && jwk['alg'] !== 'Ed25519')) return jwk;
  const { alg: _alg, ...rest } = jwk;
  return rest;
}

const isKeySet = (value: unknown): value is { readonly keys: readonly Jwk[] } =>
  isObject(value) && 'keys' in value && Array.isArray(value.keys) && value.keys.every(isObject);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
