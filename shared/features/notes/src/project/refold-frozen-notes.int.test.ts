import { nextAt } from '@notes/kernel/testing';
import { countFrozen, duePartitions, type RawRecord, withConnection } from '@notes/projecting/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteEvents } from '../contract/index.ts';
import { applyBatches, loadJournalled, readAnywhere, refoldFrozen } from '../testing/for-notes.ts';
import { type FreshReadModel, freshReadModel, testEpoch } from '../testing/fresh-read-model.ts';
import { created, deleted, noteEvent, recordOf, revised, unknownEvent, uuid } from '../testing/note-events.ts';
import { asOlderSoftware } from '../testing/older-software.ts';

const types = Object.keys(noteEvents);

let model: FreshReadModel;
beforeEach(async () => {
  model = await freshReadModel(2);
});
afterEach(() => model.drop());

const batchOf = (partition: number, records: readonly RawRecord[], from = 0) =>
  readAnywhere({ partition, from: nextAt(from), next: nextAt(from + records.length), records });
const frozenNotes = async () =>
  (await model.pool.query('select subject, pos, type, trouble, asked_at from frozen order by subject')).rows;
const rows = async (sql: string) => (await model.pool.query(sql)).rows;

const life = [
  created({ id: 1, note: 1, version: 1 }),
  created({ id: 2, note: 2, version: 1 }),
  revised({ id: 3, note: 1, version: 2, previous: 1 }),
  noteEvent('notes.NoteRevised.v1', { id: 4, note: 1, version: 3, previous: 3 }, { changes: { priority: 7 } }),
  deleted({ id: 5, note: 2, version: 2, previous: 2 }),
  deleted({ id: 6, note: 1, version: 4, previous: 4 }),
].map((event, offset) => recordOf(offset, event));

test('what older software has frozen is found, folded, and the same as if it had never been frozen', async () => {
  await applyBatches(model.pool, testEpoch, [asOlderSoftware(batchOf(0, life))]);
  expect(await frozenNotes()).toEqual([
    { subject: uuid(1), pos: 2, type: 'notes.NoteRevised.v1', trouble: null, asked_at: null },
  ]);
  expect(await countFrozen(model.pool)).toBe(1);
  expect(await duePartitions(model.pool, ['notes.NoteCreated.v1'])).toEqual([]);
  expect(await duePartitions(model.pool, types)).toEqual([0]);
  expect(await refoldFrozen(model.pool, 1, types)).toEqual({ folded: 0, frozen: 0 });
  expect(await refoldFrozen(model.pool, 0, types)).toEqual({ folded: 1, frozen: 0 });
  expect(await frozenNotes()).toEqual([]);
  expect(await refoldFrozen(model.pool, 0, types)).toEqual({ folded: 0, frozen: 0 });

  const other = await freshReadModel(2);
  await applyBatches(other.pool, testEpoch, [batchOf(0, life)]);
  expect(await model.tables()).toEqual(await other.tables());
  await other.drop();
});

test('what comes after is judged by the note as it has been folded', async () => {
  await applyBatches(model.pool, testEpoch, [asOlderSoftware(batchOf(0, life))]);
  await refoldFrozen(model.pool, 0, types);
  const late = recordOf(6, revised({ id: 7, note: 1, version: 5, previous: 6 }));
  const { changes } = await applyBatches(model.pool, testEpoch, [batchOf(0, [late], 6)]);
  expect(changes.voids).toMatchObject([{ reason: 'not-applicable', offset: 6 }]);
});

test('a retired version of the read model that is still written is folded, too', async () => {
  await rows(`select add_read_model()`);
  await rows(`update read_models set state = 'retired' where version = 2`);
  await applyBatches(model.pool, testEpoch, [asOlderSoftware(batchOf(0, life))]);
  expect(await rows('select stale from rm_2.notes order by id')).toEqual([{ stale: true }, { stale: false }]);
  await refoldFrozen(model.pool, 0, types);
  expect(await rows('select * from rm_2.notes order by id')).toEqual(
    await rows('select * from rm_1.notes order by id'),
  );
  expect(await rows('select * from rm_2.stats_totals')).toEqual(await rows('select * from rm_1.stats_totals'));
});

test('a note of a type still unknown is tried when asked, says so, and is not tried again', async () => {
  const painted = recordOf(1, unknownEvent({ id: 2, note: 1, version: 2, previous: 1 }));
  await applyBatches(model.pool, testEpoch, [batchOf(0, [life[0] as RawRecord, painted])]);
  expect(await duePartitions(model.pool, types)).toEqual([]);
  await rows('update frozen set asked_at = now()');
  expect(await duePartitions(model.pool, types)).toEqual([0]);
  expect(await refoldFrozen(model.pool, 0, types)).toEqual({ folded: 0, frozen: 1 });
  expect(await frozenNotes()).toEqual([
    { subject: uuid(1), pos: 1, type: 'notes.NotePainted.v1', trouble: null, asked_at: null },
  ]);
  expect(await rows('select version, stale from notes')).toEqual([{ version: 1, stale: true }]);
  expect(await duePartitions(model.pool, types)).toEqual([]);
});

test('data that the schema of the type refuses keep the note frozen, with the reason, until somebody asks', async () => {
  await applyBatches(model.pool, testEpoch, [asOlderSoftware(batchOf(0, life))]);
  await rows(`update journal_entries set data = '{"changes": {}}' where pos = 3`);
  expect(await refoldFrozen(model.pool, 0, types)).toEqual({ folded: 0, frozen: 1 });
  expect(await frozenNotes()).toEqual([
    {
      subject: uuid(1),
      pos: 3,
      type: 'notes.NoteRevised.v1',
      trouble: expect.stringContaining('/data/changes'),
      asked_at: null,
    },
  ]);
  expect(await rows('select version, stale from notes order by id')).toEqual([
    { version: 2, stale: true },
    { version: 2, stale: false },
  ]);
  expect(await duePartitions(model.pool, types)).toEqual([]);
  await rows(`update journal_entries set data = '{"changes": {"priority": 7}}' where pos = 3`);
  await rows('update frozen set asked_at = now()');
  expect(await refoldFrozen(model.pool, 0, types)).toEqual({ folded: 1, frozen: 0 });
  expect(await rows('select version, priority, stale from notes where version = 4')).toEqual([
    { version: 4, priority: 7, stale: false },
  ]);
});

test('many are folded in several transactions, by two at once, and live records come in between', async () => {
  const notes = Array.from({ length: 120 }, (_, index) => index + 1);
  const records = notes.flatMap((note) => [
    recordOf(2 * note - 2, created({ id: 2 * note, note, version: 1 })),
    recordOf(2 * note - 1, revised({ id: 2 * note + 1, note, version: 2, previous: 2 * note })),
  ]);
  await applyBatches(model.pool, testEpoch, [asOlderSoftware(batchOf(0, records))]);
  const foldAll = async (): Promise<number> => {
    for (let folded = 0; ; ) {
      const result = await refoldFrozen(model.pool, 0, types);
      if (result.folded === 0) return folded;
      folded += result.folded;
    }
  };
  const more = notes.map((note) =>
    recordOf(239 + note, revised({ id: 1000 + note, note, version: 3, previous: 2 * note + 1 })),
  );
  const [one, two] = await Promise.all([
    foldAll(),
    foldAll(),
    applyBatches(model.pool, testEpoch, [batchOf(0, more, 240)]),
  ]);
  expect(one + two).toBe(120);
  expect(await rows('select count(*) as notes from notes where version = 3 and not stale')).toEqual([{ notes: 120 }]);
  expect(await rows('select events from stats_totals')).toEqual([{ events: 360 }]);
});

test('events are read from the journal as they stood in the log, data byte by byte', async () => {
  const data = '{ "colour":[1.0,-0,1e400,9007199254740993,"caf\\u00e9"],\n"colour":{} }';
  const painted = { ...unknownEvent({ id: 2, note: 1, version: 2, previous: 1 }), dataText: data };
  const records = [life[0] as RawRecord, recordOf(1, painted)];
  await applyBatches(model.pool, testEpoch, [batchOf(0, records)]);
  const events = await withConnection(model.pool, (client) =>
    loadJournalled(client, [{ subject: uuid(1), version: 0 }]),
  );
  const log = batchOf(0, records).records.map(({ reading }) => reading.kind === 'event' && reading.event);
  expect(events.map(({ event }) => event)).toEqual(log);
  expect(events[1]?.event.dataText).toBe(data);
});
