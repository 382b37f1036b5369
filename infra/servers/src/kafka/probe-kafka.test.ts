import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { metadataRequest, probeKafka } from './probe-kafka.ts';

let server: Server | undefined;

afterEach(() => server?.close());

/** A broker that answers every request with a metadata response naming that many brokers, in two pieces. */
function broker(count: number): Promise<number> {
  const body = Buffer.alloc(8);
  body.writeInt32BE(1, 0);
  body.writeInt32BE(count, 4);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  const started = createServer((socket) => {
    socket.on('data', (request) => {
      if (!request.equals(metadataRequest())) return socket.destroy();
      socket.write(size);
      setImmediate(() => socket.write(body));
      return undefined;
    });
  });
  server = started;
  return new Promise((resolve) => {
    started.listen(0, '127.0.0.1', () => resolve((started.address() as { port: number }).port));
  });
}

test('takes a broker that knows of a live broker for ready', async () => {
  await expect(probeKafka('127.0.0.1', await broker(1))).resolves.toBeUndefined();
});

test('does not take a fenced broker for ready', async () => {
  await expect(probeKafka('127.0.0.1', await broker(0))).rejects.toThrow('no live broker');
});

test('fails at once when nobody listens', async () => {
  const port = await broker(1);
  await new Promise((resolve) => server?.close(resolve));
  await expect(probeKafka('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
});
