import type { Note } from '@notes/features/notes/contract';
import { eventually, type HttpSink, startHttpSink } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandUnderTest, startCommand } from './testing/start-command.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${parentId}-01`;

let sink: HttpSink;
let plain: CommandUnderTest;
let traced: CommandUnderTest;
beforeAll(async () => {
  sink = await startHttpSink();
  [plain, traced] = await Promise.all([startCommand(), startCommand({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.url })]);
});
afterAll(() => Promise.all([plain, traced, sink].map((one) => ('stop' in one ? one.stop() : one.close()))));

async function eventOf(service: CommandUnderTest): Promise<string | undefined> {
  const response = await service.send('POST', '/v1/notes', { headers: { traceparent }, body: { title: 'Buy milk' } });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as Note;
  return (await service.lastEvent(id)).traceparent;
}

test("an event names the span of the request that it was written by, which is a child of the client's", async () => {
  const named = await eventOf(traced);
  const [, spanId] = new RegExp(`^00-${traceId}-([0-9a-f]{16})-01$`).exec(named ?? '') ?? [];
  expect(spanId).not.toBe(parentId);
  await eventually(
    () => {
      const spans = sink.requests.flatMap(({ body }) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans);
      expect(spans).toContainEqual(
        expect.objectContaining({ name: 'POST /v1/notes', traceId, spanId, parentSpanId: parentId }),
      );
      for (const stage of ['wait', 'append'])
        expect(spans).toContainEqual(expect.objectContaining({ name: stage, traceId, parentSpanId: spanId }));
    },
    { timeoutMs: 15_000 },
  );
});

test('without traces an event has the traceparent of its client', async () => {
  expect(await eventOf(plain)).toBe(traceparent);
});
