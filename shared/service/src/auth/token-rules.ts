import { createSecretKey, type KeyObject } from 'node:crypto';
import type { JWTVerifyGetKey, JWTVerifyOptions } from 'jose';
import type { Logger } from '../process/logger.ts';
import { createRemoteKeys } from './remote-keys.ts';

export type TokenConfig = {
  readonly AUTH_JWT_SECRET?: string | undefined;
  readonly AUTH_JWKS_URL?: string | undefined;
  readonly AUTH_ISSUER?: string | undefined;
  readonly AUTH_AUDIENCE?: string | undefined;
};

/** By which key a token is checked, and by what rules besides its signature. */
export type TokenRules = { readonly key: JWTVerifyGetKey; readonly options: JWTVerifyOptions };

/** Clocks of two machines are never the same. */
export const leewaySeconds = 5;

const ofSecret = ['HS256'];
const ofPublicKeys = ['RS256', 'ES256', 'EdDSA'];

/** The rules that a configuration makes, or none without a key. Each kind of key has its own algorithms, and no token can choose others. */
export function tokenRules(config: TokenConfig, logger: Logger): TokenRules | undefined {
  const { AUTH_JWT_SECRET: secret, AUTH_JWKS_URL: url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = config;
  const options = {
    requiredClaims: ['exp', 'sub'],
    clockTolerance: leewaySeconds,
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  if (secret !== undefined) {
    const key = secretKey(secret);
    return { key: () => key, options: { ...options, algorithms: ofSecret } };
  }
  if (url === undefined) return undefined;
  return { key: createRemoteKeys(url, logger), options: { ...options, algorithms: ofPublicKeys } };
}

export const secretKey = (secret: string): KeyObject => createSecretKey(Buffer.from(secret, 'utf8'));
