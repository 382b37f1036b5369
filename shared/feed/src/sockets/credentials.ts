import { type Authenticator, type Caller, hasExpired, ProblemError, requireScope } from '@notes/service';
import type { FastifyRequest } from 'fastify';
import type { CallerHeaders } from '../follow/subscriptions.ts';

/** Who is at the other end of a socket, and the headers by which the services know them. */
export type Credentials = { readonly caller: Caller; readonly headers: CallerHeaders };

const subprotocol = /(?:^|,)\s*bearer\.([^\s,]+)/;

/**
 * Who opens a socket. Browsers cannot set headers on a websocket, so the token may come as a subprotocol, `bearer.<token>`. A token
 * that has expired is known by `expiresAtMs` of the caller. Without an authenticator it is whom X-User names. Rejects with
 * `unauthorized`, `forbidden` if the token does not let them read, `malformed-request`, or `unavailable`.
 */
export async function credentialsOf(request: FastifyRequest, auth: Authenticator | undefined): Promise<Credentials> {
  const { headers, rawHeaders } = request.raw;
  const always = { ...named(headers, ['traceparent', 'tracestate']), 'x-forwarded-for': request.ip };
  if (auth === undefined) return { caller: request.caller, headers: { ...always, ...named(headers, ['x-user']) } };
  const token = subprotocol.exec(headers['sec-websocket-protocol'] ?? '')?.[1];
  const authorization = headers.authorization ?? (token === undefined ? undefined : `Bearer ${token}`);
  const asking = authorization === undefined ? headers : { ...headers, authorization };
  const caller = requireScope(await auth.identify({ headers: asking, rawHeaders }), 'notes:read');
  return { caller, headers: { ...always, ...named(asking, ['authorization']) } };
}

/**
 * The same with a new token. Rejects with `unauthorized`, `forbidden` if its subject is another one, or `unavailable`.
 */
export async function refreshed(before: Credentials, token: string, auth: Authenticator): Promise<Credentials> {
  const authorization = `Bearer ${token}`;
  const caller = await auth.identify({ headers: { authorization }, rawHeaders: [] });
  if (hasExpired(caller)) throw new ProblemError('unauthorized', 'The token has expired.');
  if (caller.subject !== before.caller.subject)
    throw new ProblemError('forbidden', 'The subject of the token is not the one that this socket was opened with.');
  return { caller, headers: { ...before.headers, authorization } };
}

function named(headers: FastifyRequest['headers'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}
