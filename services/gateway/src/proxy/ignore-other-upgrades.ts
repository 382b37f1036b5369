import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { onceAnswered } from '@notes/service';
import { without } from '../upstream/message-heads.ts';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Serves requests that would upgrade to something else than a websocket as if they had not, which HTTP allows: Java's
 * client and `curl --http2` offer h2c with the first request of every connection. Node takes any such request away from its
 * parser once there is a listener for upgrades, so it is given back as a new connection. Either way it waits for its turn: requests that
 * came before it on the same connection are answered first. Call it when all listen.
 */
export function ignoreOtherUpgrades(server: Server): void {
  const listeners = server.listeners('upgrade') as OnUpgrade[];
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    onceAnswered(socket, () => {
      if (request.headers.upgrade?.toLowerCase() === 'websocket')
        for (const listener of listeners) listener.call(server, request, socket, head);
      else serveAgain(server, request, socket, head);
    });
  });
}

function serveAgain(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, headers } = request;
  const dropped = ['upgrade', 'connection', 'http2-settings'];
  const kept = without(request.rawHeaders, dropped);
  let text = `${method} ${url} HTTP/${httpVersion}\r\n`;
  for (let i = 0; i < kept.length; i += 2) text += `${kept[i]}: ${kept[i + 1]}\r\n`;
  text += `Connection: ${/\bclose\b/i.test(headers.connection ?? '') ? 'close' : 'keep-alive'}\r\n\r\n`;
  socket.unshift(Buffer.concat([Buffer.from(text, 'latin1'), head]));
  server.emit('connection', socket);
}
