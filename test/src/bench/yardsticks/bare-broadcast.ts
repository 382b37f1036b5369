import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';

/**
 * The yardstick of the feed: every event of the relay, made into text for each socket, and sent. No order, no repair, no
 * resuming, no care for slow clients.
 */
type Message = { readonly entries?: readonly { readonly pos: number; readonly event: { readonly type: string } }[] };

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env['PORT']),
  handleProtocols: () => 'notes.v1',
  perMessageDeflate: false,
});
server.on('connection', (socket) => {
  socket.on('message', () => socket.send(JSON.stringify({ id: 1, method: 'subscribe', result: {} })));
});

const redis = new Redis(process.env['REDIS_URL'] ?? '');
await redis.psubscribe(`${process.env['REDIS_PREFIX']}feed.*`);
redis.on('pmessage', (_pattern, _channel, text) => {
  for (const { pos, event } of (JSON.parse(text) as Message).entries ?? []) {
    for (const socket of server.clients) {
      socket.send(JSON.stringify({ channel: 'notes', event: event.type, data: event, position: String(pos) }));
    }
  }
});
