import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut, as networks do. */
export type TcpProxy = {
  readonly port: number;
  /** Ends all connections and refuses new ones, until it is restored. */
  cut(): void;
  restore(): void;
  close(): void;
};

/** Listens on a free port of this machine and passes everything on to the server at `address`. */
export async function startTcpProxy(address: URL): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((client) => {
    const upstream = connect(Number(address.port), address.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    if (!open) client.destroy();
  });
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      open = false;
      endAll();
    },
    restore() {
      open = true;
    },
    close() {
      endAll();
      server.close();
    },
  };
}
