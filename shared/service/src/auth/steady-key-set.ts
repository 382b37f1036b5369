import { createRemoteJWKSet, customFetch, errors, type FetchImplementation, type JWTVerifyGetKey } from 'jose';

type Options = {
  readonly fetchKeys: FetchImplementation;
  /** Of a request. */
  readonly timeoutMs: number;
  /** For how long after keys were fetched an unknown one does not make them be fetched again. */
  readonly cooldownMs: number;
  /** For how long keys are gone by. */
  readonly keepMs: number;
};

export type SteadyKeySet = {
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
export function createSteadyKeySet(url: string, { fetchKeys, timeoutMs, cooldownMs, keepMs }: Options): SteadyKeySet {
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
export async function readKeySet(response: Response): Promise<Response> {
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
