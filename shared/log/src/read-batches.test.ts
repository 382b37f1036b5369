import fc from 'fast-check';
import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import { RecordBatch } from 'kafkajs/src/protocol/recordBatch/v0/index.js';
import { expect, test } from 'vitest';
import { readBatches } from './read-batches.ts';

const firstTimestamp = 1_795_274_555_600;
const gzip = 1;

type Written = {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly delay: number;
  readonly gap: number;
};

/** Batches as kafkajs writes them, with times apart, holes between offsets, and headers. */
async function batchOf(
  first: number,
  written: readonly Written[],
  compression = 0,
): Promise<{ bytes: Buffer; offsets: number[] }> {
  let offset = -1;
  const deltas = written.map(({ gap }) => (offset += 1 + gap));
  const records = written.map(({ key, value, delay }, i) =>
    encodeRecord({ key, value, offsetDelta: deltas[i], timestampDelta: delay, headers: { a: 'b', c: '' } }),
  );
  const { buffer } = await RecordBatch({
    ...{ compression, firstOffset: String(first), firstTimestamp, maxTimestamp: firstTimestamp + 9_000_000_000 },
    ...{ lastOffsetDelta: deltas.at(-1) ?? 0, records },
  });
  return { bytes: buffer, offsets: deltas.map((delta) => first + delta) };
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const anyWritten = fc.record({
  ...{ key: fc.option(bytes), value: fc.option(bytes) },
  ...{ delay: fc.nat(9_000_000_000), gap: fc.nat(3) },
});
const anyBatch = fc.array(anyWritten, { minLength: 1, maxLength: 40 });
const one: Written = { key: null, value: Buffer.from('one'), delay: 0, gap: 0 };

test('what kafkajs writes is read, record by record, from whatever offset on, compressed or not', async () => {
  const starts = fc.integer({ min: 0, max: 2 ** 45 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyBatch, { maxLength: 4 }),
      starts,
      fc.nat(60),
      fc.boolean(),
      async (all, start, skip, zip) => {
        const parts: Buffer[] = [];
        const expected: object[] = [];
        let next = start;
        for (const written of all) {
          const { bytes: batch, offsets } = await batchOf(next, written, zip ? gzip : 0);
          parts.push(batch);
          for (const [i, { key, value, delay }] of written.entries())
            expected.push({ partition: 3, offset: offsets[i], key, value, timestamp: firstTimestamp + delay });
          next = (offsets.at(-1) ?? next) + 1;
        }
        const from = start + skip;
        const read = await readBatches(Buffer.concat(parts), { partition: 3, from });
        expect(read.records).toEqual(expected.filter((record) => (record as { offset: number }).offset >= from));
        expect(read.next).toBe(Math.max(from, next));
      },
    ),
  );
});

test('a batch that is cut off is left for the next fetch', async () => {
  const [whole, cut] = [await batchOf(5, [one]), await batchOf(6, [one])];
  for (let length = 0; length < cut.bytes.length; length++) {
    const read = await readBatches(Buffer.concat([whole.bytes, cut.bytes.subarray(0, length)]), {
      partition: 0,
      from: 5,
    });
    expect(read).toMatchObject({ next: 6, records: [{ offset: 5 }] });
  }
});

test('control records are stepped over', async () => {
  const { bytes: batch } = await batchOf(20, [one]);
  batch.writeInt16BE(0x20, 21);
  expect(await readBatches(batch, { partition: 0, from: 20 })).toEqual({ records: [], next: 21 });
});

test('where the topic says so, the time is the broker’s', async () => {
  const { bytes: batch } = await batchOf(0, [one]);
  batch.writeInt16BE(0x08, 21);
  const { records } = await readBatches(batch, { partition: 0, from: 0 });
  expect(records[0]?.timestamp).toBe(firstTimestamp + 9_000_000_000);
});

test('another format, and a compression that nobody here knows, are refused in words', async () => {
  const { bytes: batch } = await batchOf(0, [one]);
  batch.writeInt8(1, 16);
  await expect(readBatches(batch, { partition: 0, from: 0 })).rejects.toMatchObject({ kind: 'fatal' });
  const { bytes: other } = await batchOf(0, [one]);
  other.writeInt16BE(7, 21);
  await expect(readBatches(other, { partition: 0, from: 0 })).rejects.toThrow('unknown compression 7');
});
