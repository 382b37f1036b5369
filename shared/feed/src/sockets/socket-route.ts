import type { IncomingMessage } from 'node:http';
import websocket from '@fastify/websocket';
import { feedProtocol } from '@notes/contracts';
import { type Authenticator, type HttpApp, hidden, ProblemError } from '@notes/service';
import { type Credentials, credentialsOf } from './credentials.ts';
import type { Sessions } from './sessions.ts';

/** Calls are small. What is pushed may be larger. */
const maxPayloadBytes = 64 * 1024;

export type SocketRouteOptions = {
  readonly sessions: Sessions;
  /** Whose pages may open the feed, besides our own. */
  readonly origins: readonly string[];
  /** Undefined: no authentication. */
  readonly auth: Authenticator | undefined;
};

/** `GET /v1/stream`: the live feed over a websocket. */
export async function socketRoute(app: HttpApp, { sessions, origins, auth }: SocketRouteOptions): Promise<void> {
  const allowed = new Set(origins);
  const known = new WeakMap<IncomingMessage, Credentials>();
  await app.register(websocket, {
    options: {
      maxPayload: maxPayloadBytes,
      // Costs a quarter of a megabyte for each connection, and six times the CPU.
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (offered) => offered.has(feedProtocol) && feedProtocol,
    },
    // A connection that breaks, or a frame too large: its end comes with `close`, and its code.
    errorHandler: () => {},
    preClose: (done) => {
      sessions.stop().then(() => done(), done);
    },
  });
  app.route({
    method: 'GET',
    url: '/v1/stream',
    exposeHeadRoute: false,
    config: { endless: true },
    schema: hidden,
    onRequest: async (request) => {
      checkOrigin(request, allowed);
      checkProtocol(request.headers['sec-websocket-protocol']);
      known.set(request.raw, await credentialsOf(request, auth));
    },
    handler: () => {
      throw new ProblemError('malformed-request', `This address speaks websocket, subprotocol ${feedProtocol}.`);
    },
    wsHandler: (socket, { raw }) => {
      const credentials = known.get(raw);
      if (credentials === undefined) throw new Error('a websocket was opened without credentials');
      sessions.add(socket, raw.socket, credentials);
    },
  });
}

/** None at all is taken for ours. Browsers hang up on an answer that chooses none of several. */
function checkProtocol(offered: string | undefined): void {
  const names = offered?.split(',').map((name) => name.trim());
  if (names === undefined || names.includes(feedProtocol)) return;
  throw new ProblemError('malformed-request', `The subprotocol of this address is ${feedProtocol}.`);
}

type Asking = { readonly headers: { readonly origin?: string | undefined }; readonly host: string };

/**
 * Refuses pages of other origins: browsers let any page open a websocket to anywhere. Allowed are programs, which send no Origin,
 * our own pages, and `origins`. Throws `forbidden`.
 */
function checkOrigin({ headers: { origin }, host }: Asking, origins: ReadonlySet<string>): void {
  if (origin === undefined || origins.has(origin) || hostOf(origin) === host) return;
  throw new ProblemError('forbidden', 'Pages of this origin may not open the feed.');
}

/** The scheme does not count: a proxy in front may have ended TLS. */
function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
