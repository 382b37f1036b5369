import { errors, type JWTPayload, jwtVerify } from 'jose';
import { ProblemError } from '../problem-error.ts';
import type { Logger } from '../process/logger.ts';
import { type Caller, grantedScopes, hasExpired, isSubject } from './caller.ts';
import { KeysUnavailable } from './remote-keys.ts';
import { leewaySeconds, type TokenRules } from './token-rules.ts';

/** Tells whom a token speaks for. Both reject the problems `unauthorized`, for whatever is wrong with it, and `unavailable`, when there is no key. */
export type TokenVerifier = {
  /** At once if the token was checked within the last minute, else a promise. */
  verify(token: string): Caller | Promise<Caller>;
  /** Of a token that is genuine, even if it has expired: then `expiresAtMs` is past. */
  identify(token: string): Promise<Caller>;
};

/** Tokens of about a kilobyte: ten megabytes at most. */
const maxCached = 10_000;
/** A key that is removed must not live on in what was checked by it before. */
const recheckMs = 60_000;
const leewayMs = leewaySeconds * 1000;

export function createTokenVerifier(rules: TokenRules, policy: 'author' | 'any', logger: Logger): TokenVerifier {
  const cache = new TokenCache<Caller>(maxCached);
  const refuse = (error: unknown): never => {
    throw asProblem(error, logger);
  };
  const verify = async (token: string): Promise<Caller> => {
    const { payload } = await jwtVerify(token, rules.key, rules.options).catch(refuse);
    const caller = callerOf(payload, policy);
    cache.set(token, caller, performance.now() + recheckMs);
    return caller;
  };
  return {
    verify(token) {
      const caller = cache.get(token, performance.now());
      return caller === undefined || hasExpired(caller, leewayMs) ? verify(token) : caller;
    },
    async identify(token) {
      const { payload } = await jwtVerify(token, rules.key, rules.options).catch(expiredOr(refuse));
      return callerOf(payload, policy);
    },
  };
}

/**
 * The signature is checked before any claim, and the end of a token is the last of the claims: what has only expired is genuine
 * in all else.
 */
const expiredOr =
  (refuse: (error: unknown) => never) =>
  (error: unknown): { readonly payload: JWTPayload } =>
    error instanceof errors.JWTExpired && error.claim === 'exp' ? error : refuse(error);

function callerOf({ sub, scope, scp, exp = 0 }: JWTPayload, policy: 'author' | 'any'): Caller {
  if (!isSubject(sub)) throw invalidToken('The token names nobody that a note could belong to.');
  const scopes = grantedScopes(scope, scp);
  const may = policy === 'any' || scopes.has('notes:admin') ? 'any' : 'own';
  return { subject: sub, may, scopes, expiresAtMs: exp * 1000 };
}

/** What exactly is wrong is for the log: to a stranger it would be advice. That a genuine token has expired is known to its holder. */
function asProblem(error: unknown, logger: Logger): unknown {
  if (error instanceof KeysUnavailable) {
    const headers = { 'retry-after': String(error.retryAfterS) };
    return new ProblemError('unavailable', `The token cannot be checked now: ${error.message}.`, {
      headers,
      cause: error,
    });
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

/**
 * Remembers what tokens were found to be, by their text, each until its own time, and no more than `max` of them: those that
 * were not used for longest go first.
 */
export class TokenCache<T> {
  readonly #max: number;
  // A Map keeps the order of insertion: what is put in again on every use is, from its front, the least recently used.
  readonly #entries = new Map<string, { readonly value: T; readonly untilMs: number }>();

  constructor(max: number) {
    this.#max = max;
  }

  get(token: string, nowMs: number): T | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    this.#entries.delete(token);
    if (nowMs >= entry.untilMs) return undefined;
    this.#entries.set(token, entry);
    return entry.value;
  }

  /** `untilMs`: from when on it is forgotten, on the clock that `get` is told the time by. */
  set(token: string, value: T, untilMs: number): void {
    this.#entries.delete(token);
    this.#entries.set(token, { value, untilMs });
    if (this.#entries.size <= this.#max) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
