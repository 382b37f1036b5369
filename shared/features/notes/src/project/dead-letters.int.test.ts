import { nextAt } from '@notes/kernel/testing';
import { keptLetters, type RawRecord } from '@notes/projecting/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyBatches, readAnywhere } from '../testing/for-notes.ts';
import { type FreshReadModel, freshReadModel, testEpoch } from '../testing/fresh-read-model.ts';
import { created, deleted, malformedRecords, recordOf, restored, revised, uuid } from '../testing/note-events.ts';

let model: FreshReadModel;
beforeEach(async () => {
  model = await freshReadModel(2);
});
afterEach(() => model.drop());

const apply = (partition: number, records: readonly RawRecord[], from = 0) =>
  applyBatches(model.pool, testEpoch, [
    readAnywhere({ partition, from: nextAt(from), next: nextAt(from + records.length), records }),
  ]);
const letters = async () => (await model.pool.query('select * from dead_letters order by partition, pos')).rows;

test('every kind of malformed record is listed with its reason and how it begins', async () => {
  const kinds = Object.entries(malformedRecords);
  await apply(
    1,
    kinds.map(([, record], offset) => ({ ...record, offset, timestamp: Date.UTC(2026, 0, 2) })),
  );
  const listed = await letters();
  expect(listed).toHaveLength(kinds.length);
  for (const [index, [kind, { key, value }]] of kinds.entries()) {
    const letter = listed[index];
    expect(letter, kind).toMatchObject({ partition: 1, pos: index, reason: 'malformed' });
    expect(letter.detail, kind).toMatch(/\S/);
    expect(letter.key, kind).toEqual(key === null ? null : Buffer.from(key));
    expect(letter.value, kind).toEqual(value === null ? null : Buffer.from(value.subarray(0, 4096)));
    expect(letter.value_bytes, kind).toBe(value?.length ?? null);
    expect(letter.record_time, kind).toBe('2026-01-02T00:00:00.000Z');
  }
});

test('bytes that are no text, backslashes, braces, and names with U+0000 in the reason are kept', async () => {
  const odd = Buffer.from([0, 0xff, 0x5c, 0x22, 0x7b, 0x7d, 0x2c, 0x0a]);
  const named = recordOf(1, created({ id: 1, note: 1, version: 1 }));
  const value = String(Buffer.from(named.value ?? [])).replace('"title"', '"a\\u0000\\\\\\"{},": 1, "title"');
  await apply(0, [
    { offset: 0, key: odd, value: odd },
    { ...named, value: Buffer.from(value) },
  ]);
  const [first, second] = await letters();
  expect([first.key, first.value]).toEqual([odd, odd]);
  expect(String(second.value)).toBe(value);
});

test('events that a writer got wrong are listed, lost races are not', async () => {
  const records = [
    recordOf(0, created({ id: 1, note: 1, version: 1 })),
    recordOf(1, revised({ id: 2, note: 1, version: 2, previous: 1 })),
    recordOf(2, revised({ id: 3, note: 1, version: 2, previous: 1 })),
    recordOf(3, revised({ id: 4, note: 1, version: 7, previous: 2 })),
    recordOf(4, restored({ id: 5, note: 1, version: 3, previous: 2 })),
    recordOf(5, deleted({ id: 6, note: 1, version: 3, previous: 2 })),
  ];
  const { changes } = await apply(0, records);
  expect(changes.voids.map(({ reason }) => reason)).toEqual(['superseded', 'wrong-version', 'not-applicable']);
  expect((await letters()).map(({ pos, reason, detail }) => [pos, reason, detail])).toEqual([
    [3, 'wrong-version', `notes.NoteRevised.v1 ${uuid(4)} of ${uuid(1)}, version 7`],
    [4, 'not-applicable', `notes.NoteRestored.v1 ${uuid(5)} of ${uuid(1)}, version 3`],
  ]);
});

test('of a flood the newest are kept, and its neighbours lose nothing', async () => {
  await apply(1, [{ offset: 0, key: null, value: null }]);
  const size = 2000;
  const rubbish = Buffer.alloc(300, 'x');
  for (let from = 0; from < keptLetters + 2 * size; from += size)
    await apply(
      0,
      Array.from({ length: size }, (_, index) => ({ offset: from + index, key: null, value: rubbish })),
      from,
    );
  const { rows } = await model.pool.query(
    'select partition, count(*) as letters, max(pos) as newest from dead_letters group by partition order by partition',
  );
  expect(rows).toEqual([
    { partition: 0, letters: keptLetters, newest: keptLetters + 2 * size - 1 },
    { partition: 1, letters: 1, newest: 0 },
  ]);
});
