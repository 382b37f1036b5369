import { once } from 'node:events';
import { createServer } from 'node:net';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { LoggingSettings } from '../config/logging-settings.ts';
import { httpSettings } from '../config/settings.ts';
import { defineService } from '../process/define-service.ts';

const create = defineService({
  ...{ name: 'test', title: 'Test', description: 'An API for tests.' },
  settings: { ...httpSettings(8081), ...LoggingSettings },
  create: () => ({
    register: (app) => void app.get('/v1/things', { schema: { response: { 200: Type.Object({}) } } }, () => ({})),
    resources: [],
  }),
});

/** Two ports that nobody listens on. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')];
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server, 'listening');
      return (server.address() as { port: number }).port;
    }),
  );
  for (const server of servers) {
    server.close();
    await once(server, 'close');
  }
  return ports as [number, number];
}

const probes = ['/livez', '/readyz', '/metrics'];

test('probes and metrics are on the port of their own alone, from the first to the last', async () => {
  const [port, admin] = await freePorts();
  const service = await create({ LOG_LEVEL: 'silent', PORT: String(port), ADMIN_PORT: String(admin) });
  const status = async (at: number, path: string) => (await fetch(`http://127.0.0.1:${at}${path}`)).status;
  const [first, ...others] = service.resources;
  service.readiness.set('test', 'starting');
  await first?.start();
  expect(await Promise.all(probes.map((path) => status(admin, path)))).toEqual([200, 503, 200]);
  service.readiness.set('test', 'ok');
  for (const resource of others) await resource.start();
  expect(await Promise.all(probes.map((path) => status(admin, path)))).toEqual([200, 200, 200]);
  expect(await Promise.all(probes.map((path) => status(port, path)))).toEqual([404, 404, 404]);
  expect([await status(port, '/v1/things'), await status(admin, '/v1/things')]).toEqual([200, 404]);
  const metrics = await (await fetch(`http://127.0.0.1:${admin}/metrics`)).text();
  expect(metrics).toContain('route="/v1/things",status="200",component="test"');
  for (const resource of others.toReversed()) await resource.stop();
  expect(await status(admin, '/livez')).toBe(200);
  await first?.stop();
  await expect(status(admin, '/livez')).rejects.toThrow();
});

test('without one they are on the port of all', async () => {
  const [port] = await freePorts();
  const service = await create({ LOG_LEVEL: 'silent', PORT: String(port) });
  for (const resource of service.resources) await resource.start();
  for (const path of probes) expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
  for (const resource of service.resources.toReversed()) await resource.stop();
});

test('one that is taken is told as a mistake in ADMIN_PORT', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const service = await create({ LOG_LEVEL: 'silent', PORT: '0', ADMIN_PORT: String(port) });
  await expect(service.resources[0]?.start()).rejects.toThrow(`ADMIN_PORT ${port} is taken on 127.0.0.1`);
  other.close();
});
