import { WebSocket } from 'ws';
import { brokenOff, codes } from './close-codes.ts';
import type { FeedSocket, SocketHandlers, SocketTarget } from './feed-socket.ts';
import { streamAddress } from './feed-socket.ts';

/** For the peer to answer our farewell. */
const closingMs = 1_000;
const refusals: Readonly<Record<number, number>> = { 401: codes.tokenExpired, 403: codes.forbidden };

/**
 * Opens a websocket of the package ws, since Node 20 has none of its own. Unlike a browser it can tell why one is refused, and send
 * headers.
 */
export function openWebSocket(target: SocketTarget, { onOpen, onText, onClose }: SocketHandlers): FeedSocket {
  const { address, protocols } = streamAddress(target);
  const socket = new WebSocket(address, protocols, { headers: target.headers, perMessageDeflate: false });
  let refusal: number | undefined;
  socket.on('open', onOpen);
  socket.on('message', (data) => onText(data.toString()));
  socket.on('unexpected-response', (_request, { statusCode = 0 }) => {
    refusal = refusals[statusCode];
    socket.terminate();
  });
  // Whatever it is, `close` follows.
  socket.on('error', () => {});
  socket.on('close', (code) => onClose(refusal ?? code ?? brokenOff));
  return {
    send: (text) => socket.send(text),
    close: () => {
      socket.close(1000);
      const timer = setTimeout(() => socket.terminate(), closingMs);
      socket.once('close', () => clearTimeout(timer));
    },
  };
}
