import { expect, test, vi } from 'vitest';
import { createReadiness } from '../process/readiness.ts';
import { createTestServer } from '../testing/create-test-server.ts';
import { defaultLoadLimits } from './shed-load.ts';

const sampleMs = 50;

/** Holds the event loop, as a computation would that somebody should have put elsewhere. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('refuses at once what it could only answer late, but tells how it is, and recovers', async () => {
  await using server = await createTestServer({ loadLimits: { ...defaultLoadLimits, loopDelayMs: 100, sampleMs } });
  const statusOf = async (url: string) => (await server.app.inject({ url })).statusCode;
  await vi.waitFor(async () => expect(await statusOf('/v1/notes')).toBe(200), { timeout: 10_000 });
  await vi.waitFor(
    async () => {
      block(300);
      await new Promise((resolve) => setTimeout(resolve, sampleMs / 2));
      expect(await statusOf('/v1/notes')).toBe(503);
    },
    { timeout: 10_000, interval: 1 },
  );
  const refused = await server.app.inject({ url: '/v1/notes' });
  expect(refused.json()).toMatchObject({ type: '/problems/overloaded', status: 503 });
  expect(refused.headers).toMatchObject({ 'retry-after': '1', 'content-type': 'application/problem+json' });
  for (const url of ['/livez', '/readyz', '/metrics']) expect(await statusOf(url)).toBe(200);
  const { body } = await server.app.inject({ url: '/metrics' });
  expect(body).toMatch(/http_requests_shed_total\{reason="event-loop",component="test"\} [1-9]/);
  await vi.waitFor(async () => expect(await statusOf('/v1/notes')).toBe(200), { timeout: 10_000 });
});

test('refuses nothing for what the start of the process took, once it is ready', async () => {
  const readiness = createReadiness();
  readiness.set('process', 'starting');
  const limits = { ...defaultLoadLimits, loopDelayMs: 100, sampleMs };
  await using server = await createTestServer({ loadLimits: limits, readiness });
  await vi.waitFor(
    async () => {
      block(300);
      await new Promise((resolve) => setTimeout(resolve, sampleMs / 2));
      expect(server.app.isUnderPressure()).toBe(true);
    },
    { timeout: 10_000, interval: 1 },
  );
  readiness.set('process', 'ok');
  const { statusCode } = await server.app.inject({ url: '/v1/notes' });
  expect(server.app.isUnderPressure()).toBe(true);
  expect(statusCode).toBe(200);
});

test('refuses when the heap is nearly full', async () => {
  await using server = await createTestServer({ loadLimits: { ...defaultLoadLimits, heapBytes: 1, sampleMs } });
  await vi.waitFor(async () => expect((await server.app.inject({ url: '/v1/notes' })).statusCode).toBe(503));
  expect((await server.app.inject({ url: '/livez' })).statusCode).toBe(200);
});

test('refuses nothing of a process that is merely busy, by default', async () => {
  await using server = await createTestServer();
  const end = performance.now() + 2.2 * defaultLoadLimits.sampleMs;
  while (performance.now() < end) {
    block(100);
    expect((await server.app.inject({ url: '/v1/notes' })).statusCode).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
});
