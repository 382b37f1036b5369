import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service behind the proxy that does what a test wants of it. */
export type StubService = {
  readonly url: string;
  /** What it has been asked, oldest first, but for probes of its health. */
  readonly requests: IncomingMessage[];
  /** Is not called for probes of its health, which are answered as if all were well. */
  answer: RequestListener;
  stop(): Promise<void>;
};

export async function startStubService(answer: RequestListener, port = 0, host = '127.0.0.1'): Promise<StubService> {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    if (request.url === '/readyz') response.end('{}');
    else {
      requests.push(request);
      stub.answer(request, response);
    }
  });
  const stub: StubService = {
    url: '',
    requests,
    answer,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return Object.assign(stub, { url: `http://${host}:${(server.address() as AddressInfo).port}` });
}
