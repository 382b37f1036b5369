import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A server that takes whatever is sent to it, as those do to which errors and traces are reported. */
export type HttpSink = {
  readonly url: string;
  /** The same, as `host:port`. */
  readonly host: string;
  /** What has arrived, in order. */
  readonly requests: readonly SunkRequest[];
  close(): Promise<void>;
};

export type SunkRequest = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };

/** Listens on a free port of loopback. Every request is answered with 200 and `{}`; with `silent`, none is answered at all. */
export async function startHttpSink({ silent = false } = {}): Promise<HttpSink> {
  const requests: SunkRequest[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers, body: await text(request) });
    if (!silent) response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
