import { setTimeout as wait } from 'node:timers/promises';
import { startHttpSink } from '@notes/testing';
import { afterAll, expect, test, vi } from 'vitest';
import { createLogger } from '../process/logger.ts';
import { createTestServer } from '../testing/create-test-server.ts';

// The modules are loaded anew here, and left to no other test: whatever ran before in this process may have loaded the libraries.
const loaded = new Set<string>();
const libraries = {
  '@sentry/core': 'sentry',
  '@sentry/core/server': 'sentry',
  '@opentelemetry/sdk-trace-base': 'opentelemetry',
  '@opentelemetry/api': 'opentelemetry',
};
vi.resetModules();
for (const [path, library] of Object.entries(libraries)) {
  vi.doMock(path, (original) => {
    loaded.add(library);
    return original();
  });
}
const { createTelemetry } = await import('./create-telemetry.ts');
afterAll(() => {
  for (const path of Object.keys(libraries)) vi.doUnmock(path);
  vi.resetModules();
});

const create = (config: Parameters<typeof createTelemetry>[0], logger = createLogger('test', 'silent')) =>
  createTelemetry(config, { name: 'test', logger });

// In this order: what is loaded stays loaded.
test('loads no library that is not asked for, and has nothing to stop', async () => {
  await import('../index.ts');
  const logger = createLogger('test', 'info', { write: () => {} });
  const { error } = logger;
  expect(await create({}, logger)).toEqual({ tracer: undefined, resources: [] });
  expect([...loaded]).toEqual([]);
  expect(logger.error).toBe(error);
  const { tracer, resources } = await create({ SENTRY_DSN: 'http://key@127.0.0.1:1/1' });
  expect([...loaded]).toEqual(['sentry']);
  expect([tracer, resources.length]).toEqual([undefined, 1]);
  await create({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  expect([...loaded]).toEqual(['sentry', 'opentelemetry']);
}, 30_000);

test('servers that never answer hold up neither an answer nor the stop', async () => {
  const sink = await startHttpSink({ silent: true });
  const logger = createLogger('test', 'silent');
  const { tracer, resources } = await create(
    { SENTRY_DSN: `http://key@${sink.host}/1`, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
    logger,
  );
  await using server = await createTestServer({ logger, tracer });
  const answers = await Promise.all(Array.from({ length: 100 }, () => server.app.inject('/v1/broken')));
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([500]));
  await vi.waitFor(() => expect(sink.requests.length).toBeGreaterThan(0));
  const stopped = Promise.all(resources.map((resource) => resource.stop())).then(() => 'stopped');
  expect(await Promise.race([stopped, wait(2_500, 'late')])).toBe('stopped');
  expect(new Set(sink.requests.map(({ path }) => path.split('?')[0]))).toEqual(
    new Set(['/api/1/envelope/', '/v1/traces']),
  );
  await sink.close();
});

test('servers that are away are told of once, as a warning, and hold up nothing either', async () => {
  const lines: string[] = [];
  const logger = createLogger('test', 'info', { write: (line: string) => void lines.push(line) });
  const away = await startHttpSink();
  await away.close();
  const { tracer, resources } = await create(
    { SENTRY_DSN: `http://key@${away.host}/1`, OTEL_EXPORTER_OTLP_ENDPOINT: away.url },
    logger,
  );
  logger.error({ err: new Error('one') }, 'failed');
  logger.error({ err: new Error('two') }, 'failed');
  const warnings = () => lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
  await vi.waitFor(() => expect(warnings()).toHaveLength(1));
  expect(warnings()[0]).toMatchObject({
    msg: expect.stringContaining('reporting errors'),
    reason: expect.stringContaining('ECONNREFUSED'),
  });
  tracer?.start('work', { kind: 'server', attributes: {} }).end();
  const begin = performance.now();
  for (const resource of resources) await resource.stop();
  expect(performance.now() - begin).toBeLessThan(2_500);
});
