import type { IncomingMessage } from 'node:http';
import type { Authenticator } from '@notes/service';

type Asking = Pick<IncomingMessage, 'headers' | 'rawHeaders'>;

const subprotocol = /(?:^|,)\s*bearer\.([^\s,]+)/;

/**
 * Lets the holders of a token that may read open the feed. Browsers cannot set headers on a websocket, so the token may come as a
 * subprotocol, `bearer.<token>`. Without an authenticator anybody may. Throws and rejects what the authenticator does.
 */
export async function checkToken(request: Asking, auth: Authenticator | undefined): Promise<void> {
  await auth?.authenticate(withAuthorization(request), 'notes:read');
}

/** When the token that a request was let in with expires; undefined without one. */
export function tokenExpiryMs(request: Asking): number | undefined {
  const token = withAuthorization(request).headers.authorization?.split(' ').at(-1);
  const claims = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString();
  return claims === '' ? undefined : expiryMs(claims);
}

function withAuthorization({ headers, rawHeaders }: Asking): Asking {
  const token = subprotocol.exec(headers['sec-websocket-protocol'] ?? '')?.[1];
  if (token === undefined || headers.authorization !== undefined) return { headers, rawHeaders };
  return { headers: { ...headers, authorization: `Bearer ${token}` }, rawHeaders };
}

function expiryMs(claims: string): number | undefined {
  const { exp } = JSON.parse(claims) as { readonly exp?: number };
  return exp === undefined ? undefined : exp * 1000;
}
