import { SignJWT } from 'jose';
import type { Scope } from './caller.ts';
import { isSubject, maxSubjectLength } from './caller.ts';
import { secretKey, type TokenConfig } from './token-rules.ts';

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
