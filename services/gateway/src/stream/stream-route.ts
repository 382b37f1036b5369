import websocket from '@fastify/websocket';
import { feedProtocol } from '@notes/contracts';
import { type HttpApp, ProblemError } from '@notes/service';
import { hidden } from '../api/hidden-schema.ts';
import { checkOrigin } from './check-origin.ts';
import type { Sessions } from './sessions.ts';

/** Calls are small. What is pushed may be larger. */
const maxPayloadBytes = 64 * 1024;

/** `GET /v1/stream`: the live feed over a websocket. `origins`: whose pages may open it, besides our own. */
export async function streamRoute(app: HttpApp, sessions: Sessions, origins: readonly string[]): Promise<void> {
  const allowed = new Set(origins);
  await app.register(websocket, {
    options: {
      maxPayload: maxPayloadBytes,
      // Costs a quarter of a megabyte for each connection, and six times the CPU.
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (offered) => offered.has(feedProtocol) && feedProtocol,
    },
    // A connection that breaks, or a frame too large: its end is told by `close`, with its code.
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
    onRequest: (request, _reply, done) => {
      checkOrigin(request, allowed);
      checkProtocol(request.headers['sec-websocket-protocol']);
      done();
    },
    handler: () => {
      throw new ProblemError('malformed-request', `This address speaks websocket, subprotocol ${feedProtocol}.`);
    },
    wsHandler: (socket, request) => sessions.add(socket, request.raw.socket),
  });
}

/** None at all is taken for ours. Browsers hang up on an answer that chooses none of several. */
function checkProtocol(offered: string | undefined): void {
  const names = offered?.split(',').map((name) => name.trim());
  if (names === undefined || names.includes(feedProtocol)) return;
  throw new ProblemError('malformed-request', `The subprotocol of this address is ${feedProtocol}.`);
}
