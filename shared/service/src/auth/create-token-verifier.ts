import { errors, type JWTPayload, jwtVerify } from 'jose';
import { ProblemError } from '../problem-error.ts';
import type { Logger } from '../process/logger.ts';
import { type Caller, isSubject } from './caller.ts';
import { KeysUnavailable } from './remote-keys.ts';
import { grantedScopes } from './scope.ts';
import { TokenCache } from './token-cache.ts';
import { leewaySeconds, type TokenRules } from './token-rules.ts';

export type VerifyToken = (token: string) => Caller | Promise<Caller>;

/** Tokens of about a kilobyte: ten megabytes at most. */
const maxCached = 10_000;
/** A key that is removed must not live on in what was checked by it before. */
const recheckMs = 60_000;

/**
 * Who a token speaks for: at once if the token was checked within the last minute, else a promise. Throws and rejects the problems
 * `unauthorized`, for whatever is wrong with the token, and `unavailable`, when there is no key to check it with.
 */
export function createTokenVerifier(rules: TokenRules, policy: 'author' | 'any', logger: Logger): VerifyToken {
  const cache = new TokenCache<Caller>(maxCached);
  const verify = async (token: string): Promise<Caller> => {
    const { payload } = await jwtVerify(token, rules.key, rules.options).catch((error: unknown) => {
      throw asProblem(error, logger);
    });
    const caller = callerOf(payload, policy);
    cache.set(token, caller, Math.min(Date.now() + recheckMs, ((payload.exp ?? 0) + leewaySeconds) * 1000));
    return caller;
  };
  return (token) => cache.get(token, Date.now()) ?? verify(token);
}

function callerOf({ sub, scope }: JWTPayload, policy: 'author' | 'any'): Caller {
  if (!isSubject(sub)) throw invalidToken('The token names nobody that a note could belong to.');
  const scopes = grantedScopes(scope);
  return { subject: sub, may: policy === 'any' || scopes.has('notes:admin') ? 'any' : 'own', scopes };
}

/** What exactly is wrong is for the log: to a stranger it would be advice. That a genuine token has expired is known to its holder. */
function asProblem(error: unknown, logger: Logger): unknown {
  if (error instanceof KeysUnavailable) {
    return new ProblemError('unavailable', 'The keys that tokens are checked with cannot be had.', { cause: error });
  }
  if (!(error instanceof errors.JOSEError)) return error;
  logger.debug({ code: error.code, reason: error.message }, 'a token was refused');
  return invalidToken(
    error instanceof errors.JWTExpired ? 'The token has expired.' : 'The token is not one that is valid here.',
  );
}

function invalidToken(detail: string): ProblemError {
  const challenge = `Bearer error="invalid_token", error_description="${detail}"`;
  return new ProblemError('unauthorized', detail, { headers: { 'www-authenticate': challenge } });
}
