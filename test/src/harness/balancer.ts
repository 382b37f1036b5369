import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Balancer = {
  readonly url: string;
  /** No new connection leads to this server until `use`; those that are open stay. Resolves when none is on its way there. */
  rest(port: number): Promise<void>;
  use(port: number): void;
  close(): Promise<void>;
};

/**
 * One address for several servers of this machine, as the simplest balancer does it: connections in turn, and one that is refused
 * goes to the next server. It looks into nothing and asks for no health, and is told which server is about to stop, as in a roll-out.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  const resting = new Set<number>();
  const reaching = new Set<Promise<Socket | undefined>>();
  let turn = 0;

  async function reach(): Promise<Socket | undefined> {
    const first = turn++;
    for (let i = 0; i < ports.length; i++) {
      const port = ports[(first + i) % ports.length] ?? 0;
      if (resting.has(port)) continue;
      const server = connect({ port, host: '127.0.0.1', noDelay: true });
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
    const way = reach();
    reaching.add(way);
    const server = await way;
    reaching.delete(way);
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
    async rest(port) {
      resting.add(port);
      await Promise.all(reaching);
    },
    use: (port) => void resting.delete(port),
    async close() {
      listener.close();
      for (const socket of open) socket.destroy();
      await once(listener, 'close');
    },
  };
}
