import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReadiness } from '@notes/service';
import { afterEach, expect, test, vi } from 'vitest';
import { createUpstream } from './upstream.ts';
import { watchServices } from './watch-services.ts';

let status = 200;
const server = createServer((_, response) => response.writeHead(status).end('{}'));
afterEach(() => server.close());

test('shows whether each service is ready, and that one is away does not make the gateway unready', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const nobody = new URL(`http://127.0.0.1:${(gone.address() as AddressInfo).port}`);
  gone.close();
  const readiness = createReadiness();
  const services = [createUpstream({ name: 'query', url }), createUpstream({ name: 'command', url: nobody })];
  const watch = watchServices(services, readiness);
  await watch.start();
  try {
    const shows = (checks: object) =>
      vi.waitFor(() => expect(readiness.snapshot()).toEqual({ ready: true, checks }), { timeout: 10_000 });
    await shows({ query: 'ok', command: expect.stringContaining('ECONNREFUSED') });
    status = 503;
    await shows({ query: `is not ready: see ${url.origin}/readyz`, command: expect.any(String) });
    status = 404;
    await shows({ query: 'ok', command: expect.any(String) });
  } finally {
    await watch.stop();
    for (const service of services) service.close();
  }
});
