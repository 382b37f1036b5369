import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { type HttpSink, startHttpSink } from '@notes/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../problem-error.ts';
import { createLogger } from '../process/logger.ts';
import { buildText, createTelemetry, type Telemetry } from '../telemetry/create-telemetry.ts';

import { createTestServer } from '../testing/create-test-server.ts';
import type { HttpServer } from './create-http-server.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${parentId}-01`;

let sink: HttpSink;
let telemetry: Telemetry;
let server: HttpServer;
let url: string;
let seen: (string | undefined)[];
let lines: string[];
beforeEach(async () => {
  sink = await startHttpSink();
  lines = [];
  const logger = createLogger('test', 'info', { write: (line: string) => void lines.push(line) });
  const config = { OTEL_EXPORTER_OTLP_ENDPOINT: `${sink.url}/otlp/`, NOTES_COMMIT: 'bed81a1' };
  telemetry = await createTelemetry(config, { name: 'test', logger });
  seen = [];
  server = await createTestServer({
    logger,
    tracer: telemetry.tracer,
    register(app) {
      app.get('/v1/notes/:id', ({ span }) => {
        seen.push(span?.traceparent);
        return {};
      });
      app.get('/v1/broken', () => {
        throw new Error('a bug');
      });
      app.get('/v1/invalid', () => {
        throw new ProblemError('invalid', 'That cannot be.', { errors: [] });
      });
      app.get('/v1/endless', ({ span }, { raw }) => {
        seen.push(span?.traceparent);
        raw.once('close', () => void seen.push('gone'));
        return new Promise(() => {});
      });
    },
  });
  await server.listen();
  url = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await server.close();
  await sink.close();
});

type Value = { readonly stringValue?: string; readonly intValue?: number };
type Attributes = readonly { readonly key: string; readonly value: Value }[];
const read = (attributes: Attributes) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

/** Spans as they have arrived once all are sent, by the name and then the order of their end. */
async function spans() {
  await server.close();
  for (const resource of telemetry.resources) await resource.stop();
  const sent = sink.requests.flatMap(({ body }) => JSON.parse(body).resourceSpans);
  return sent.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans: all }: { spans: Record<string, unknown>[] }) => all)
      .map((span: { attributes: Attributes }) => ({
        ...span,
        attributes: read(span.attributes),
        resource: read(resource.attributes),
      })),
  );
}

test('a request is a span of the trace that it came with, named by method and route', async () => {
  await fetch(`${url}/v1/notes/7`, { headers: { traceparent } });
  const [span, ...others] = await spans();
  expect(others).toEqual([]);
  expect(sink.requests[0]?.path).toBe('/otlp/v1/traces');
  expect(span).toMatchObject({
    name: 'GET /v1/notes/:id',
    kind: 2,
    traceId,
    parentSpanId: parentId,
    attributes: { 'http.request.method': 'GET', 'http.route': '/v1/notes/:id', 'http.response.status_code': 200 },
    resource: {
      'service.name': 'notes-test',
      'service.version': buildText('bed81a1'),
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
  });
  expect(seen).toEqual([`00-${traceId}-${span.spanId}-01`]);
  expect(Object.keys(span.attributes)).toHaveLength(3);
});

test.each([
  ['no traceparent', {}],
  ['a broken one', { traceparent: '00-0-0-01' }],
])('with %s a trace begins here', async (_, headers) => {
  await fetch(`${url}/v1/notes/7`, { headers: headers as Record<string, string> });
  const [span] = await spans();
  expect(span.parentSpanId ?? '').toBe('');
  expect(span.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  expect(seen).toEqual([`00-${span.traceId}-${span.spanId}-01`]);
});

test('what the environment says of the process is part of it, and comes first', async () => {
  vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'k8s.pod.name=notes%2D0,service.instance.id=pod-1');
  const sending = await createTelemetry(
    { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
    { name: 'other', logger: createLogger('test', 'silent') },
  );
  vi.unstubAllEnvs();
  sending.tracer?.start('work', { kind: 'server', attributes: {} }).end();
  for (const resource of sending.resources) await resource.stop();
  const [span] = await spans();
  expect(span.resource).toMatchObject({
    ...{ 'service.name': 'notes-other', 'k8s.pod.name': 'notes-0', 'service.instance.id': 'pod-1' },
  });
});

test('a line of the log about a request names its trace', async () => {
  await fetch(`${url}/v1/broken`, { headers: { traceparent } });
  expect(lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error')).toEqual([
    expect.objectContaining({ trace_id: traceId, url: '/v1/broken' }),
  ]);
});

test('a trace that its client does not want kept is not sent, but goes on', async () => {
  await fetch(`${url}/v1/notes/7`, { headers: { traceparent: `00-${traceId}-${parentId}-00` } });
  expect(await spans()).toEqual([]);
  expect(seen).toEqual([`00-${traceId}-${parentId}-00`]);
});

test('where the sampler takes no notice of clients, it keeps what it will', async () => {
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_on');
  const keeping = await createTelemetry(
    { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
    { name: 'other', logger: createLogger('test', 'silent') },
  );
  vi.unstubAllEnvs();
  const headers = { traceparent: `00-${traceId}-${parentId}-00` };
  const span = keeping.tracer?.start('work', { kind: 'server', headers, attributes: {} });
  span?.child('part', { kind: 'internal', attributes: {} }).end();
  span?.end();
  for (const resource of keeping.resources) await resource.stop();
  const [part, work] = await spans();
  expect([part.name, work.name, part.parentSpanId]).toEqual(['part', 'work', work.spanId]);
  expect(span?.traceparent).toBe(`00-${traceId}-${work.spanId}-01`);
});

test('of the traces that begin here the share that is set is kept, of those of clients what they ask for', async () => {
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'parentbased_traceidratio');
  vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', '0.25');
  const drawing = await createTelemetry(
    { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
    { name: 'other', logger: createLogger('test', 'silent') },
  );
  vi.unstubAllEnvs();
  const begin = (headers = {}) => drawing.tracer?.start('work', { kind: 'server', headers, attributes: {} });
  const begun = Array.from({ length: 400 }, () => begin());
  const kept = begun.filter((span) => span?.sampled);
  // Of 100, by six standard deviations: outside of it by chance less than once in a hundred million runs.
  expect(kept.length).toBeGreaterThan(48);
  expect(kept.length).toBeLessThan(152);
  const names = begun.map((span) => span?.traceparent ?? '');
  expect(new Set(names).size).toBe(400);
  for (const [i, name] of names.entries())
    expect(name).toMatch(begun[i]?.sampled ? /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/ : /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(begun.map((span) => span?.traceparent)).toEqual(names);
  for (let i = 0; i < 20; i++) expect(begin({ traceparent })?.sampled).toBe(true);
  for (const span of kept) span?.end();
  for (const resource of drawing.resources) await resource.stop();
  expect((await spans()).length).toBe(kept.length);
});

test('what is turned away has a span, too; only answers of 5xx are failures', async () => {
  for (const path of ['/v1/broken', '/v1/invalid', '/v1/nothing/at/all']) await fetch(`${url}${path}`);
  const told = (await spans()).map(({ name, status, attributes }) => [
    name,
    status.code,
    attributes['http.response.status_code'],
    attributes['error.type'],
  ]);
  expect(told).toEqual([
    ['GET /v1/broken', 2, 500, '500'],
    ['GET /v1/invalid', 0, 422, undefined],
    ['GET', 0, 404, undefined],
  ]);
});

test('a request whose client has gone has a span without a status', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /v1/endless HTTP/1.1\r\nHost: a\r\n\r\n');
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  socket.destroy();
  await vi.waitFor(() => expect(seen).toContain('gone'));
  const [span] = await spans();
  expect(span.attributes).toEqual({ 'http.request.method': 'GET', 'http.route': '/v1/endless' });
});
