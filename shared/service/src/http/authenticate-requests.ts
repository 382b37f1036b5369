import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { allScopes, type Caller, isSubject, maxSubjectLength } from '../auth/caller.ts';
import type { Authenticator } from '../auth/create-authenticator.ts';
import { ProblemError } from '../problem-error.ts';
import type { HttpApp } from './http-app.ts';

/**
 * Gives every request its `caller`. Without an authenticator that is whom X-User names; with one, the holder of the token,
 * and X-User means nothing. Tokens are checked before the body is read, and without waiting if they are known. A route
 * that says no scope has no caller then.
 */
export function authenticateRequests(app: HttpApp, auth: Authenticator | undefined): void {
  if (auth === undefined) {
    app.decorateRequest('caller', {
      getter() {
        return callerOf(this);
      },
    });
    return;
  }
  app.decorateRequest('caller');
  app.addHook('onRequest', (request, _reply, done) => {
    const { scope } = request.routeOptions.config;
    if (scope === undefined) {
      done();
      return;
    }
    const caller = auth.authenticate(request.raw, scope);
    if (caller instanceof Promise) {
      caller.then((known) => {
        request.caller = known;
        done();
      }, done);
      return;
    }
    request.caller = caller;
    done();
  });
}

const scopes = new Set(allScopes);
const anonymous: Caller = { subject: 'anonymous', may: 'any', scopes };
const ascii = /^[\x20-\x7e]*$/;

/**
 * Who calls, with authentication off: what X-User says (1 to 255 characters in UTF-8), else `anonymous`; either may do
 * anything. Throws the problem `malformed-request`.
 */
export function callerOf(request: { readonly headers: IncomingHttpHeaders }): Caller {
  const header = request.headers['x-user'];
  if (header === undefined) return anonymous;
  const subject = typeof header === 'string' ? fromUtf8(header) : undefined;
  if (!isSubject(subject))
    throw new ProblemError('malformed-request', `X-User must be 1 to ${maxSubjectLength} characters in UTF-8.`);
  return { subject, may: 'any', scopes };
}

/** Node reads headers as Latin-1: what is beyond ASCII are the bytes of UTF-8. */
function fromUtf8(header: string): string | undefined {
  if (ascii.test(header)) return header;
  const bytes = Buffer.from(header, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
