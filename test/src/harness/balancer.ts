import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Balancer = { readonly url: string; close(): Promise<void> };

/**
 * One address for several servers of this machine, as the simplest balancer does it: connections in turn, and one that is refused
 * goes to the next server. It looks into nothing and asks for no health.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;

  async function reach(): Promise<Socket | undefined> {
    const first = turn++;
    for (let i = 0; i < ports.length; i++) {
      const server = connect({ port: ports[(first + i) % ports.length] ?? 0, host: '127.0.0.1', noDelay: true });
      try {
        await once(server, 'connect');
        return server;
      } catch {
        // The next one.
      }
    }
    return undefined;
  }

  async function lead(client: Socket): Promise<void> {
    const server = await reach();
    if (server === undefined) {
      client.destroy();
      return;
    }
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', () => {}).on('close', () => open.delete(socket));
    }
    client.on('close', () => server.destroySoon());
    server.on('close', () => client.destroySoon());
    client.pipe(server).pipe(client);
  }

  const listener = createServer({ noDelay: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {});
    void lead(client);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    async close() {
      listener.close();
      for (const socket of open) socket.destroy();
      await once(listener, 'close');
    },
  };
}
