import { fromBeginning } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { inSpan } from '@notes/projecting/testing';
import type { Span, Tracer } from '@notes/service';
import { expect, test } from 'vitest';
import type { NoteEvent } from '../domain/index.ts';
import { readBatch } from '../testing/for-notes.ts';
import { created, malformedRecords, recordOf } from '../testing/note-events.ts';

const traceparent = (n: number, flags = '01') =>
  `00-0af7651916cd43dd8448eb211c80319c-${n.toString(16).padStart(16, '0')}-${flags}`;
const event = (n: number, of?: string): NoteEvent => ({
  ...created({ id: n, note: n, version: 1 }),
  traceparent: of,
});

/** What has begun and ended, in order. */
function recorder() {
  const told: unknown[][] = [];
  const tracer: Tracer = {
    start(...begun) {
      told.push(begun);
      return span;
    },
  };
  const span: Span = {
    ...{ traceparent: traceparent(99), sampled: true, child: () => span },
    end: (...ended) => void told.push(ended),
  };
  return { told, tracer };
}

const batchOf = (partition: number, events: readonly NoteEvent[]) => {
  const records = events.map((one, offset) => recordOf(offset, one));
  return readBatch({ partition, from: fromBeginning, next: nextAt(records.length), records }, 1);
};

test('a transaction is a span of the first trace of its events, and links to each of the others once', async () => {
  const { told, tracer } = recorder();
  const batch = batchOf(0, [event(1, traceparent(1)), event(2), event(3, traceparent(2)), event(4, traceparent(1))]);
  expect(await inSpan(tracer, [batch], async (named) => `applied in ${named}`)).toBe(`applied in ${traceparent(99)}`);
  const attributes = { 'messaging.system': 'kafka', 'messaging.batch.message_count': 4, 'notes.partitions': [0] };
  expect(told).toEqual([
    [
      'apply records',
      { kind: 'consumer', headers: { traceparent: traceparent(1) }, links: [traceparent(2)], attributes },
    ],
    [],
  ]);
});

test('a transaction of events whose traces are not kept has none', async () => {
  const { told, tracer } = recorder();
  const batch = batchOf(0, [event(1), event(2, traceparent(1, '00')), event(3, traceparent(2, '02'))]);
  expect(await inSpan(tracer, [batch], async (named) => named)).toBeUndefined();
  expect(told).toEqual([]);
});

test('there are at most 127 links, and records that are no events have none', async () => {
  const { told, tracer } = recorder();
  const events = Array.from({ length: 200 }, (_, n) => event(n, traceparent(n + 1)));
  const odd = Object.values(malformedRecords).map((record, offset) => ({ ...record, offset }));
  const batches = [
    readBatch({ partition: 1, from: fromBeginning, next: nextAt(odd.length), records: odd }, 1),
    batchOf(0, events),
  ];
  await inSpan(tracer, batches, async () => undefined);
  expect(told[0]?.[1]).toMatchObject({
    headers: { traceparent: traceparent(1) },
    links: Array.from({ length: 127 }, (_, n) => traceparent(n + 2)),
    attributes: { 'messaging.batch.message_count': 200 + odd.length, 'notes.partitions': [1, 0] },
  });
});

test('a transaction that fails is a span that failed, and rejects as it did', async () => {
  const { told, tracer } = recorder();
  const batch = batchOf(0, [event(1, traceparent(1))]);
  const failing = inSpan(tracer, [batch], () => Promise.reject(new Error('deadlock detected')));
  await expect(failing).rejects.toThrow('deadlock detected');
  expect(told[1]).toEqual([{}, { reason: 'deadlock detected' }]);
});
