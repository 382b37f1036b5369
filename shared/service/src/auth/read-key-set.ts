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
