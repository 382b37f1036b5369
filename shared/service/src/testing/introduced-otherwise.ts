import { connect, createServer, type Server } from 'node:net';

const backendKeyData = Buffer.from([0x4b, 0, 0, 0, 12]);

/**
 * A way to the Postgres at `databaseUrl` on which each connection introduces itself with another process number than the
 * server's, as poolers do. Resolves with the address and the end of it.
 */
export async function introducedOtherwise(databaseUrl: string): Promise<{ url: string; close(): void }> {
  const target = new URL(databaseUrl);
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    upstream.on('data', (data) => {
      const at = data.indexOf(backendKeyData);
      if (at >= 0) data.writeUInt32BE(1, at + backendKeyData.length);
      client.write(data);
    });
    client.on('data', (data) => upstream.write(data));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(address.port) });
  return { url: url.href, close: () => server.close() };
}
