import type { FeedEvent } from '@notes/client';
import { afterEach, expect, test } from 'vitest';
import { WriteTraces } from './write-traces.ts';

afterEach(() => performance.clearMeasures());

const eventOf = (traceparent: string | undefined): FeedEvent =>
  ({ channel: 'notes', event: 'NoteCreated', data: {}, position: 'k3f9a2c1:0-1', traceparent }) as unknown as FeedEvent;
const measures = () =>
  (performance.getEntriesByType('measure') as PerformanceMeasure[]).map(({ name, detail }) => [name, detail]);

test('a write begins a trace of its own, a read does not', () => {
  const traces = new WriteTraces();
  const both = [traces.begin('POST /v1/notes'), traces.begin('POST /v1/notes')];
  for (const one of both) expect(one).toMatch(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/);
  expect(new Set(both.map((one) => one?.split('-')[1])).size).toBe(2);
  expect([traces.begin('GET /v1/notes?limit=1'), traces.begin('server_info')]).toEqual([undefined, undefined]);
});

test('is measured once, from its request to its event, which names another span of the trace', () => {
  const traces = new WriteTraces();
  const traceId = traces.begin('PATCH /v1/notes/7')?.split('-')[1];
  traces.seen([eventOf(undefined), eventOf(`00-${'ab'.repeat(16)}-00f067aa0ba902b7-01`)]);
  expect(measures()).toEqual([]);
  const own = eventOf(`00-${traceId}-00f067aa0ba902b7-01`);
  traces.seen([own]);
  traces.seen([own]);
  expect(measures()).toEqual([['notes: PATCH /v1/notes/7', { traceId }]]);
});

test('what never comes to an event is forgotten', () => {
  const traces = new WriteTraces();
  const first = traces.begin('POST /v1/notes');
  for (let i = 0; i < 100; i += 1) traces.begin('POST /v1/notes');
  traces.seen([eventOf(first)]);
  expect(measures()).toEqual([]);
});
