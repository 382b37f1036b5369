import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { awayReason } from './keep-trying.ts';

const failureOf = async (url: string, timeoutMs = 5_000): Promise<unknown> =>
  fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).then(
    () => undefined,
    (error: unknown) => error,
  );

test('of what fetch meets, nothing is told in words of the system', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(silent, 'listening')]);
  const portOf = (one: typeof server): number => (one.address() as { port: number }).port;
  expect(awayReason(await failureOf(`http://127.0.0.1:${portOf(server)}`))).toBe('the connection was lost');
  expect(awayReason(await failureOf(`http://127.0.0.1:${portOf(silent)}`, 50))).toBe('it does not answer');
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  expect(awayReason(await failureOf(`http://127.0.0.1:${port}`))).toBe('it refuses connections');
  expect(awayReason(await failureOf(`http://localhost:${port}`))).toBe('it refuses connections');
  silent.close();
});

test.each([new Error('Stream is not writeable'), 'text', undefined, new TypeError('x', { cause: new Error('y') })])(
  'what is not known is said in general: %s',
  (error) => {
    expect(awayReason(error)).toBe('it cannot be reached');
  },
);
