import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { TurnSocket } from './turn-socket.ts';

test('what is written in one turn arrives at once, in order, and the next turn is another', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = new TurnSocket().connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [peer] = (await once(server, 'connection')) as [Socket];
  await once(socket, 'connect');
  const write = async (...pieces: string[]): Promise<unknown> => {
    for (const piece of pieces) socket.write(piece);
    const [chunk] = await once(peer, 'data');
    return String(chunk);
  };
  const many = Array.from({ length: 10 }, (_, i) => `${i},`);
  expect(await write(...many)).toBe(many.join(''));
  expect(await write('one')).toBe('one');
  expect(await write('an', 'other')).toBe('another');
  socket.end('bye');
  expect(String((await once(peer, 'data'))[0])).toBe('bye');
  peer.destroy();
  server.close();
});
