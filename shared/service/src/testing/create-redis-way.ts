import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to Redis that can be cut and mended, and on which answers can be held up. */
export async function createRedisWay(redisUrl: string) {
  const target = new URL(redisUrl);
  const open = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  const pairs: { readonly near: Socket; readonly far: Socket }[] = [];
  const mend = async (): Promise<void> => {
    server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      for (const socket of [near, far]) {
        open.add(socket);
        socket.on('error', () => socket.destroy());
      }
      near.pipe(far).pipe(near);
      pairs.push({ near, far });
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server?.close(resolve));
    for (const socket of open) socket.destroy();
    await closed;
  };
  /** Connections stay, but no answer comes through. */
  const holdUp = (): void => {
    for (const { near, far } of pairs) far.unpipe(near);
  };
  await mend();
  const url = new URL(redisUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return { url: url.href, cut, mend, holdUp };
}
