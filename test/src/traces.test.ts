import { randomBytes } from 'node:crypto';
import { createNotesClient, type FeedEvent, type NotesClient } from '@notes/client';
import { eventually, type HttpSink, startHttpSink } from '@notes/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { drawTrace, outlineOf, spansIn } from './harness/received-spans.ts';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

let sink: HttpSink;
let system: System;
let services: Record<ServiceName, ServiceProcess>;

// No trace that a service begins is kept: what arrives was asked for by a client, and was kept all the way.
const sampling = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };

beforeAll(async () => {
  sink = await startHttpSink();
  const telemetry = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
  system = await System.create(testServers(), { ...telemetry, ...sampling });
  services = await system.startAll();
  await eventually(async () => {
    const metrics = await (await fetch(`${services.gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/^notes_feed_redis_heard(?:\{.*\})? 1$/m);
  });
});
afterAll(async () => {
  await system?.stop();
  await sink?.close();
});

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** The traces that are to be kept. */
const kept = new Set<string>();

/** A client whose requests are all in one trace, as parts of one span. */
function traced(flags: '00' | '01') {
  const [traceId, rootId] = [hex(16), hex(8)];
  if (flags === '01') kept.add(traceId);
  const trace = () => `00-${traceId}-${rootId}-${flags}`;
  return { traceId, rootId, client: createNotesClient({ url: services.gateway.url, user: 'ada', trace }) };
}

let events: FeedEvent[];
let watcher: NotesClient;
beforeEach(async () => {
  events = [];
  watcher = createNotesClient({ url: services.gateway.url, user: 'bob' });
  for (const channel of ['notes', 'tasks'])
    await watcher.feed.subscribe(channel, { onEvent: (event) => void events.push(event) }).ready;
  return () => watcher.close();
});

/** What comes of a write in the other processes. */
const afterwards = ['    gateway deliver', '    projector apply records', '      projector publish'];
/** Only passed where an acknowledgement does not decide. */
const withoutReadBack = (line: string): boolean => !line.endsWith('read-back');

/** Resolves with the outline of a trace once it has the delivery, and so everything before it, and the projector's spans. */
const outlineWhenDelivered = (traceId: string, rootId: string): Promise<string[]> =>
  eventually(
    () => {
      const outline = outlineOf(spansIn(sink, traceId), rootId);
      for (const line of afterwards) expect(outline).toContain(line);
      for (const service of ['gateway', 'command']) expect(outline.join('\n')).toContain(`${service} `);
      return outline.filter(withoutReadBack);
    },
    { timeoutMs: 20_000 },
  );

test('a write over HTTP is one trace from the client to the frames, which name it', async () => {
  const { client, traceId, rootId } = traced('01');
  const { id } = await client.notes.create({ title: 'Buy milk' });
  expect(await outlineWhenDelivered(traceId, rootId)).toEqual([
    'gateway POST /v1/notes',
    '  command POST /v1/notes',
    '    command append',
    '    command load',
    '    command wait',
    ...afterwards,
  ]);
  await eventually(() => expect(events).toMatchObject([{ event: 'NoteCreated', data: { note_id: id } }]));
  const request = spansIn(sink, traceId).find(({ service, name }) => service === 'command' && name.startsWith('POST'));
  expect(events[0]?.traceparent).toBe(`00-${traceId}-${request?.spanId}-01`);
});

test('so is a call over the websocket, and what a write does for its unique value is told apart', async () => {
  const { client, traceId, rootId } = traced('01');
  await client.call('tasks.create', { title: 'Taxes', unique_title: `Taxes ${traceId}` });
  client.close();
  const outline = await outlineWhenDelivered(traceId, rootId);
  expect(outline.slice(0, 2)).toEqual(['gateway tasks.create', '  command POST /v1/tasks']);
  expect(outline).toEqual(expect.arrayContaining(['    command aside: append', '    command append']));
});

test('of a trace that its client does not want kept nothing is sent, nor in frames', async () => {
  const [{ client: unwilling }, untraced] = [traced('00'), createNotesClient({ url: services.gateway.url })];
  await unwilling.notes.create({ title: 'Not kept' });
  await untraced.notes.create({ title: 'Not traced' });
  await eventually(() => expect(events).toHaveLength(2));
  expect(events.map(({ traceparent }) => traceparent)).toEqual([undefined, undefined]);
  // What is sent is sent in order: after the next trace nothing of these can follow.
  const next = traced('01');
  await next.client.notes.create({ title: 'Kept' });
  await outlineWhenDelivered(next.traceId, next.rootId);
  if (process.env['PRINT_TRACE'] !== undefined)
    process.stdout.write(drawTrace(spansIn(sink, next.traceId), next.rootId));
  expect(new Set(spansIn(sink).map((span) => span.traceId))).toEqual(kept);
});
