import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TurnSocket } from './turn-socket.ts';

let server: Server;
let socket: TurnSocket;
let peer: Socket;
let sends: () => number;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = new TurnSocket().connect((server.address() as AddressInfo).port, '127.0.0.1');
  [peer] = (await once(server, 'connection')) as [Socket];
  await once(socket, 'connect');
  // What arrives together may have been sent in pieces, so the sends are counted.
  const one = vi.spyOn(socket, '_write');
  const several = vi.spyOn(socket as Required<TurnSocket>, '_writev');
  sends = () => one.mock.calls.length + several.mock.calls.length;
});
afterEach(() => {
  peer.destroy();
  server.close();
});

const write = async (...pieces: readonly string[]): Promise<string> => {
  for (const piece of pieces) socket.write(piece);
  return String((await once(peer, 'data'))[0]);
};

test('what is written in one turn is one send, in order, and the next turn is another', async () => {
  const many = Array.from({ length: 10 }, (_, i) => `${i},`);
  expect(await write(...many)).toBe(many.join(''));
  expect(sends()).toBe(1);
  expect(await write('one')).toBe('one');
  expect(sends()).toBe(2);
  expect(await write('an', 'other')).toBe('another');
  expect(sends()).toBe(3);
});

test('what is corked within a turn goes with the rest of it', async () => {
  for (const letter of 'abc') {
    socket.cork();
    socket.write(letter);
    socket.write(letter);
    socket.uncork();
  }
  expect(String((await once(peer, 'data'))[0])).toBe('aabbcc');
  expect(sends()).toBe(1);
});

test('the last words are sent before the end', async () => {
  socket.write('well, ');
  socket.end('bye');
  expect(String((await once(peer, 'data'))[0])).toBe('well, bye');
});
