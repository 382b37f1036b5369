import { createSecretKey, type KeyObject } from 'node:crypto';
import { type JWTVerifyGetKey, type JWTVerifyOptions, SignJWT } from 'jose';
import type { Logger } from '../process/logger.ts';
import type { Readiness } from '../process/readiness.ts';
import type { Resource } from '../process/run-service.ts';
import { isSubject, maxSubjectLength, type Scope } from './caller.ts';
import { createRemoteKeys } from './remote-keys.ts';

export type TokenConfig = {
  readonly AUTH_JWT_SECRET?: string | undefined;
  readonly AUTH_JWKS_URL?: string | undefined;
  readonly AUTH_ISSUER?: string | undefined;
  readonly AUTH_AUDIENCE?: string | undefined;
};

/** By which key a token is checked, and by what rules besides its signature. `resources` are started before any token comes. */
export type TokenRules = {
  readonly key: JWTVerifyGetKey;
  readonly options: JWTVerifyOptions;
  readonly resources: readonly Resource[];
};

export type AuthParts = { readonly logger: Logger; readonly readiness: Readiness };

/** Clocks of two machines are never the same. */
export const leewaySeconds = 5;

const ofSecret = ['HS256'];
/** Ed25519 is what RFC 9864 calls EdDSA on the curve that we know. */
const ofPublicKeys = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];

/** The rules that a configuration makes, or none without a key. Each kind of key has its own algorithms, and no token can choose others. */
export function tokenRules(config: TokenConfig, parts: AuthParts): TokenRules | undefined {
  const { AUTH_JWT_SECRET: secret, AUTH_JWKS_URL: url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = config;
  const options = {
    requiredClaims: ['exp', 'sub'],
    clockTolerance: leewaySeconds,
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  if (secret !== undefined) {
    const key = secretKey(secret);
    return { key: () => key, options: { ...options, algorithms: ofSecret }, resources: [] };
  }
  if (url === undefined) return undefined;
  const { key, resource } = createRemoteKeys(url, parts);
  return { key, options: { ...options, algorithms: ofPublicKeys }, resources: [resource] };
}

export const secretKey = (secret: string): KeyObject => createSecretKey(Buffer.from(secret, 'utf8'));

type TokenRequest = { readonly subject: string; readonly scopes: readonly Scope[]; readonly ttlMs: number };

/** A token that services with the same settings accept, signed by their common secret (HS256). Rejects a subject that they would not. */
export async function signToken(
  config: TokenConfig & { readonly AUTH_JWT_SECRET: string },
  { subject, scopes, ttlMs }: TokenRequest,
): Promise<string> {
  if (!isSubject(subject)) throw new Error(`A token speaks for a name of 1 to ${maxSubjectLength} characters.`);
  const { AUTH_JWT_SECRET: secret, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = config;
  const nowSeconds = Math.floor(Date.now() / 1000);
  const token = new SignJWT({ scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(subject)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + Math.ceil(ttlMs / 1000));
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  return token.sign(secretKey(secret));
}
