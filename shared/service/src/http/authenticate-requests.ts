import type { Authenticator } from '../auth/create-authenticator.ts';
import { callerOf } from './caller.ts';
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
