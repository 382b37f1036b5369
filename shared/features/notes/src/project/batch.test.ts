import { partitionOf, recordId } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import type { RawRecord } from '@notes/projecting/testing';
import { expect, test } from 'vitest';
import { noteRecords } from '../domain/index.ts';
import { readBatch } from '../testing/for-notes.ts';
import { created, logOpened, malformedRecords, recordOf, unknownEvent, uuid } from '../testing/note-events.ts';

const partitions = 3;
const home = partitionOf(uuid(1), partitions);
const event = recordOf(0, created({ id: 1, note: 1, version: 1 }));

const records: Record<string, Omit<RawRecord, 'offset'>> = {
  'an event': event,
  'an event of an unknown type': recordOf(0, unknownEvent({ id: 2, note: 1, version: 1 })),
  LogOpened: logOpened(0),
  ...malformedRecords,
};

test.each(Object.entries(records))('%s is called the same in every partition', (_, { key, value }) => {
  for (let partition = 0; partition < partitions; partition++) {
    const batch = readBatch(
      { partition, from: nextAt(0), next: nextAt(1), records: [{ offset: 0, key, value }] },
      partitions,
    );
    expect(batch.lastRecordId).toBe(recordId(noteRecords.read(key, value), value));
  }
});

test('an event in the partition of another note is malformed all the same', () => {
  const elsewhere = { partition: (home + 1) % partitions, from: nextAt(0), next: nextAt(1), records: [event] };
  expect(readBatch(elsewhere, partitions).records[0]?.reading.kind).toBe('malformed');
  expect(readBatch({ ...elsewhere, partition: home }, partitions).records[0]?.reading.kind).toBe('event');
});

test('where the stretch ends in a hole there is no name', () => {
  expect(
    readBatch({ partition: home, from: nextAt(0), next: nextAt(5), records: [event] }, partitions).lastRecordId,
  ).toBeNull();
});

test('a batch that cannot be read is malformed, and has no name: other software may read it', () => {
  const record = { offset: 7, key: null, value: null, unreadable: 'the batch of offsets 5 to 7 cannot be read: why' };
  const batch = readBatch({ partition: 0, from: nextAt(5), next: nextAt(8), records: [record] }, partitions);
  expect(batch.records[0]?.reading).toEqual({ kind: 'malformed', reason: record.unreadable });
  expect(batch.lastRecordId).toBeNull();
});
