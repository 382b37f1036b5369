import type { IncomingMessage } from 'node:http';
import { checkExposure, type Exposure } from '../config/check-exposure.ts';
import { ProblemError } from '../problem-error.ts';
import type { Resource } from '../process/run-service.ts';
import { type Caller, requireScope, type Scope } from './caller.ts';
import { createTokenVerifier } from './create-token-verifier.ts';
import { type AuthParts, type TokenConfig, tokenRules } from './token-rules.ts';

export type AuthConfig = Exposure & TokenConfig & { readonly WRITE_POLICY: 'author' | 'any' };

type Asking = Pick<IncomingMessage, 'headers' | 'rawHeaders'>;

export type Authenticator = {
  /**
   * Who sent a request, if their token is valid and allows what `scope` stands for: at once if the token is known, else a promise.
   * Throws and rejects the problems `unauthorized`, `forbidden`, `malformed-request` and `unavailable`.
   */
  authenticate(request: Asking, scope: Scope): Caller | Promise<Caller>;
  /**
   * Who sent a request, whatever their token allows, and also if it has expired, as `expiresAtMs` tells then: for connections that
   * outlive it. Rejects the problems `unauthorized`, `malformed-request` and `unavailable`.
   */
  identify(request: Asking): Promise<Caller>;
  /** To be started before the server listens: what fetches the keys of an issuer. */
  readonly resources: readonly Resource[];
};

/**
 * Checks the tokens of callers by the secret or the JWKS address of the configuration; undefined when authentication is
 * off. Throws ConfigError where a configuration would serve strangers by accident, see checkExposure.
 */
export function createAuthenticator(config: AuthConfig, parts: AuthParts): Authenticator | undefined {
  checkExposure(config, parts.logger);
  const rules = tokenRules(config, parts);
  if (rules === undefined) return undefined;
  const verifier = createTokenVerifier(rules, config.WRITE_POLICY, parts.logger);
  return {
    authenticate(request, scope) {
      const caller = verifier.verify(tokenOf(request));
      return caller instanceof Promise ? caller.then((late) => requireScope(late, scope)) : requireScope(caller, scope);
    },
    identify: async (request) => verifier.identify(tokenOf(request)),
    resources: rules.resources,
  };
}

function tokenOf(request: Asking): string {
  const token = readToken(request);
  if (token !== undefined) return token;
  throw new ProblemError('unauthorized', 'This address needs a token: send `Authorization: Bearer <token>`.', {
    headers: { 'www-authenticate': 'Bearer' },
  });
}

const credentials = /^(?:bearer|token) +(\S+) *$/i;
const name = 'authorization';

/**
 * The token that the header Authorization carries, by the scheme Bearer or Token; undefined without any. Throws the problem
 * `malformed-request` where there are two such headers: Node would take the first, and another hop may take the second.
 */
function readToken({ headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  if (timesSent(rawHeaders) > 1) throw new ProblemError('malformed-request', 'Authorization must be sent once.');
  return credentials.exec(authorization)?.[1];
}

/** `rawHeaders` has names and values in turn. */
function timesSent(rawHeaders: readonly string[]): number {
  let times = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const sent = rawHeaders[i];
    if (sent?.length === name.length && sent.toLowerCase() === name) times++;
  }
  return times;
}
