import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';

/** One of several servers behind the Redis adapter; what it delivers was emitted by another process. */
const server = createServer((_request, response) => response.writeHead(404).end());
const pub = new Redis(process.env.REDIS_URL);
const adapter = createAdapter(pub, pub.duplicate(), { key: `${process.env.REDIS_PREFIX}socket.io` });
new Server(server, { adapter, perMessageDeflate: false, transports: ['websocket'] });
server.listen(Number(process.env.PORT), '127.0.0.1');
