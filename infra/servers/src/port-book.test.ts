import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPortBook, portIsFree } from './port-book.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ports-'));
  file = join(folder, 'ports.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

const freeBut =
  (...taken: number[]) =>
  async (port: number) =>
    !taken.includes(port);

test('takes the wanted port when it is free', async () => {
  expect(await openPortBook(file, freeBut()).choose('kafka', 9092)).toEqual({ port: 9092 });
});

test('moves up from a taken port and says where it came from', async () => {
  const book = openPortBook(file, freeBut(9092, 9093));
  expect(await book.choose('kafka', 9092)).toEqual({ port: 9094, movedFrom: 9092 });
});

test('never gives the same port twice, even when asked at once', async () => {
  const book = openPortBook(file, freeBut());
  const ports = await Promise.all(['a', 'b', 'c'].map((name) => book.choose(name, 9092)));
  expect(ports.map(({ port }) => port)).toEqual([9092, 9093, 9094]);
});

test('comes back to the former port, and to the former rather than the wanted one', async () => {
  await openPortBook(file, freeBut(5432)).choose('postgres', 5432);
  expect(await openPortBook(file, freeBut()).choose('postgres', 5432)).toEqual({ port: 5433 });
});

test('keeps the ports of names that this start does not use', async () => {
  await openPortBook(file, freeBut()).choose('gateway', 8085);
  await openPortBook(file, freeBut()).choose('kafka', 9092);
  expect(await openPortBook(file, freeBut()).choose('gateway', 8080)).toEqual({ port: 8085 });
});

test('says what to do when no port is free', async () => {
  const book = openPortBook(file, async () => false);
  await expect(book.choose('kafka', 9092)).rejects.toThrow('No free port from 9092 to 9191');
});

test('sees that a port is taken by a server of any address', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as { port: number };
  expect(await portIsFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await portIsFree(port)).toBe(true);
});
