import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { createLogger } from '../process/logger.ts';
import { createTestServer } from '../testing/create-test-server.ts';

test('logs a slow request, once it is answered, and no other', async () => {
  const lines: string[] = [];
  await using server = await createTestServer({
    logger: createLogger('test', 'info', { write: (line: string) => void lines.push(line) }),
    register(app) {
      app.get('/v1/slow', async () => {
        await wait(1_050);
        return {};
      });
      app.get('/v1/endless', { config: { endless: true } }, async () => {
        await wait(1_050);
        return {};
      });
      app.get('/v1/quick', () => ({}));
    },
  });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { 'x-request-id': 'slow-1', traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  await Promise.all(['/v1/slow', '/v1/endless', '/v1/quick'].map((url) => server.app.inject({ url, headers })));
  const slow = () => lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
  await vi.waitFor(() => expect(slow()).toHaveLength(1));
  expect(slow()[0]).toMatchObject({
    requestId: 'slow-1',
    trace_id: traceId,
    method: 'GET',
    url: '/v1/slow',
    status: 200,
  });
  expect(slow()[0].elapsedMs).toBeGreaterThanOrEqual(1_000);
});
