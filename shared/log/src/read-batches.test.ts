import { nextAt } from '@notes/kernel/testing';
import fc from 'fast-check';
import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import encodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
import { RecordBatch } from 'kafkajs/src/protocol/recordBatch/v0/index.js';
import { expect, test } from 'vitest';
import type { LogRecord } from './log-record.ts';
import { readBatches } from './read-batches.ts';
import { compressions, javaBatch, javaRecords } from './testing/java-batches.ts';

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
        const read = await readBatches(Buffer.concat(parts), { partition: 3, from: nextAt(from) });
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
      from: nextAt(5),
    });
    expect(read).toMatchObject({ next: 6, records: [{ offset: 5 }] });
  }
});

test('control records are stepped over', async () => {
  const { bytes: batch } = await batchOf(20, [one]);
  batch.writeInt16BE(0x20, 21);
  expect(await readBatches(batch, { partition: 0, from: nextAt(20) })).toEqual({ records: [], next: 21 });
});

test('where the topic says so, the time is the broker’s', async () => {
  const { bytes: batch } = await batchOf(0, [one]);
  batch.writeInt16BE(0x08, 21);
  const { records } = await readBatches(batch, { partition: 0, from: nextAt(0) });
  expect(records[0]?.timestamp).toBe(firstTimestamp + 9_000_000_000);
});

const text = ({ key, value }: LogRecord) => ({
  key: key?.toString() ?? null,
  value: value?.toString('latin1'),
});

test.each(compressions)('what the Java client compresses by %s is read', async (compression) => {
  const { records, next } = await readBatches(javaBatch(compression), { partition: 0, from: nextAt(0) });
  expect(records.map(text)).toEqual(javaRecords);
  expect(records.map(({ offset, timestamp }) => [offset, timestamp - 1_700_000_000_000])).toEqual([
    ...[
      [0, 0],
      [1, 1],
      [2, 2],
    ],
  ]);
  expect(next).toBe(3);
});

/** The checksum made right again, after what is behind it was changed. */
function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

const broken: Readonly<Record<string, (batch: Buffer) => Buffer>> = {
  'of an older format': (batch) => {
    batch.writeInt8(1, 16);
    return batch;
  },
  'of a compression that nobody knows': (batch) => {
    batch.writeInt16BE(7, 21);
    return sealed(batch);
  },
  'whose checksum is wrong': (batch) => {
    batch[70] = (batch[70] ?? 0) ^ 1;
    return batch;
  },
  'of another compression than it says': (batch) => {
    batch.writeInt16BE(batch.readInt16BE(21) === 1 ? 2 : 1, 21);
    return sealed(batch);
  },
  'with fewer records than it says': (batch) => {
    batch.writeInt32BE(1_000_000_000, 57);
    return sealed(batch);
  },
  'whose head is cut off': (batch) => {
    batch.writeInt32BE(20, 8);
    return batch.subarray(0, 32);
  },
};

test.each(compressions.flatMap((compression) => Object.keys(broken).map((how) => [compression, how] as const)))(
  'a batch (%s) %s is one record without effect, and the next one is read',
  async (compression, how) => {
    const bad = broken[how]?.(javaBatch(compression)) as Buffer;
    const { bytes: good } = await batchOf(3, [one]);
    const { records, next } = await readBatches(Buffer.concat([bad, good]), { partition: 4, from: nextAt(0) });
    expect(records.map(({ key, value }) => [key, value])).toEqual([
      [null, null],
      [null, Buffer.from('one')],
    ]);
    expect(records[0]?.unreadable).toMatch(/^the batch of offsets 0 to [02] cannot be read: /);
    expect(records.at(-1)).toMatchObject({ partition: 4, offset: 3 });
    expect(next).toBe(4);
  },
);

test('a batch that cannot be read stands at its last offset, and not before where reading begins', async () => {
  const bad = broken['whose checksum is wrong']?.(javaBatch('lz4')) as Buffer;
  expect((await readBatches(bad, { partition: 0, from: nextAt(2) })).records).toMatchObject([{ offset: 2 }]);
  expect(await readBatches(bad, { partition: 0, from: nextAt(3) })).toEqual({ records: [], next: 3 });
});

test('uncompressed records that are longer than they say end nothing', async () => {
  const { bytes: batch } = await batchOf(0, [one, one]);
  batch.writeInt8(-1, 61); // a length of -1
  const { records, next } = await readBatches(batch, { partition: 0, from: nextAt(0) });
  expect(records).toMatchObject([{ offset: 1, value: null, unreadable: expect.any(String) }]);
  expect(next).toBe(2);
});

test('whatever is changed in what is compressed, something comes of it, and no more than the limit', async () => {
  const change = fc.tuple(
    fc.constantFrom(...compressions),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(change, async ([compression, changes]) => {
      const batch = javaBatch(compression);
      for (const [at, byte] of changes) batch[61 + (at % (batch.length - 61))] = byte;
      const { records, next } = await readBatches(sealed(batch), { partition: 0, from: nextAt(0) });
      expect(records.length).toBeGreaterThan(0);
      expect(next).toBe(3);
    }),
    { numRuns: 200 },
  );
});

test('where it is not known where the next batch begins, reading ends', async () => {
  const { bytes: batch } = await batchOf(0, [one]);
  batch.writeInt32BE(0, 8);
  await expect(readBatches(batch, { partition: 0, from: nextAt(0) })).rejects.toMatchObject({ kind: 'fatal' });
});
