import { createServer } from 'node:http';
import { Emitter } from '@socket.io/redis-emitter';
import { Redis } from 'ioredis';
import { eachEvent } from './relay.mjs';

/** The process that emits what the servers of Socket.IO deliver. */
const emitter = new Emitter(new Redis(process.env.REDIS_URL), { key: `${process.env.REDIS_PREFIX}socket.io` });
await eachEvent((event) => emitter.emit('event', event));
createServer((_request, response) => response.writeHead(404).end()).listen(Number(process.env.PORT), '127.0.0.1');
