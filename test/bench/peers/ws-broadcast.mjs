import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { eachEvent } from './relay.mjs';

/** Every event as one text, sent to every socket. No order, no gaps closed, no resuming, no care for slow clients. */
const server = createServer((_request, response) => response.writeHead(404).end());
const sockets = new WebSocketServer({ server, handleProtocols: () => 'notes.v1', perMessageDeflate: false });
sockets.on('connection', (socket) =>
  socket.on('message', () => socket.send('{"id":1,"method":"subscribe","result":{}}')),
);

await eachEvent((event) => {
  const text = JSON.stringify(event);
  for (const socket of sockets.clients) socket.send(text);
});
server.listen(Number(process.env.PORT), '127.0.0.1');
