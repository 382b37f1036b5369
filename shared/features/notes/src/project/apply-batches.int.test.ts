import { nextOf } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { promoteReadModel } from '@notes/postgres';
import { type Batch, beginAndLock, EpochError, type RawRecord } from '@notes/projecting/testing';
import { progressChannel } from '@notes/reading';
import { eventually } from '@notes/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyBatches, readAnywhere } from '../testing/for-notes.ts';
import { type FreshReadModel, freshReadModel, testEpoch } from '../testing/fresh-read-model.ts';
import {
  created,
  deleted,
  instant,
  logOpened,
  malformedRecords,
  noteEvent,
  recordOf,
  restored,
  revised,
  unknownEvent,
  uuid,
} from '../testing/note-events.ts';

let model: FreshReadModel;
beforeEach(async () => {
  model = await freshReadModel(2);
});
afterEach(() => model.drop());

const batchOf = (partition: number, records: readonly RawRecord[], from = records[0]?.offset ?? 0): Batch =>
  readAnywhere({ partition, from: nextAt(from), next: nextOf(records.at(-1)?.offset ?? from - 1), records });
const apply = (...batches: Batch[]) => applyBatches(model.pool, testEpoch, batches);

const life = [
  logOpened(0),
  recordOf(1, created({ id: 1, note: 1, version: 1 })),
  recordOf(2, revised({ id: 2, note: 1, version: 2, previous: 1, actor: 'bob' })),
  recordOf(4, deleted({ id: 3, note: 1, version: 3, previous: 2 })),
];

test('journal, row and checkpoint are written as they are read', async () => {
  await apply(batchOf(1, life));
  const { rows: journal } = await model.pool.query('select * from journal_entries order by pos');
  expect(journal).toHaveLength(3);
  expect(journal[1]).toEqual({
    partition: 1,
    pos: 2,
    prev: 1,
    subject: uuid(1),
    version: 2,
    type: 'notes.NoteRevised.v1',
    event_id: uuid(2),
    command_id: uuid(2),
    fingerprint: 'f',
    actor: 'bob',
    author: 'ada',
    time: instant(2),
    traceparent: null,
    data: { changes: { title: 'Buy oat milk' } },
    audience: null,
  });
  expect((await model.pool.query('select * from notes')).rows).toEqual([
    {
      id: uuid(1),
      title: 'Buy oat milk',
      description: '',
      priority: 0,
      created_by: 'ada',
      created_at: instant(1),
      updated_at: instant(3),
      version: 3,
      deleted_at: instant(3),
      event_id: uuid(3),
      stale: false,
    },
  ]);
  expect((await model.pool.query('select * from checkpoints where partition = 1')).rows).toEqual([
    { partition: 1, position: 4, record_id: uuid(3), journal_pos: 4, families: 'notes', families_at: 4 },
  ]);
});

test('whoever listens is told of the new position with the commit, and of nothing that is rolled back', async () => {
  const told: (string | undefined)[] = [];
  const client = await model.pool.connect();
  client.on('notification', ({ payload }) => told.push(payload));
  await client.query(`listen ${progressChannel}`);
  await apply(batchOf(0, [logOpened(0)]), batchOf(1, life));
  await expect(applyBatches(model.pool, 'zzzzzzzz', [batchOf(1, life)])).rejects.toThrow(EpochError);
  await apply(batchOf(0, [recordOf(1, created({ id: 9, note: 9, version: 1 }))]));
  await eventually(() => expect(told).toEqual([`${testEpoch}:0-0.1-4`, `${testEpoch}:0-1`]));
  client.release(true);
});

test('text comes through with quotes, backslashes, braces, line breaks, emoji and the word null', async () => {
  const texts = ['"', '\\', '{a,"b"}', 'null', 'a\nb\tc', '🥛 oat', "it's", ' spaces ', 'a\u2028b', '\\"', 'NULL'];
  const events = texts.map((title, i) =>
    noteEvent(
      'notes.NoteCreated.v1',
      { id: 10 + i, note: 10 + i, version: 1, actor: title },
      {
        title,
        description: `${title}${title}`,
        priority: i - 5,
      },
    ),
  );
  const { changes } = await apply(
    batchOf(
      0,
      events.map((event, i) => recordOf(i, event)),
    ),
  );
  expect(changes.voids).toEqual([]);
  const { rows } = await model.pool.query('select title, description, created_by, priority from notes order by id');
  expect(rows).toEqual(
    texts.map((title, i) => ({ title, description: `${title}${title}`, created_by: title, priority: i - 5 })),
  );
  const { rows: journal } = await model.pool.query('select data, actor from journal_entries order by pos');
  expect(journal).toEqual(events.map(({ data, actor }) => ({ data, actor })));
});

test('a batch applied twice, or from the beginning again, changes nothing', async () => {
  await apply(batchOf(0, life), batchOf(1, [logOpened(0)]));
  const before = await model.tables();
  const { changes } = await apply(batchOf(0, life));
  expect(changes.records).toBe(0);
  await apply(batchOf(0, life.slice(0, 2), 0));
  expect(await model.tables()).toEqual(before);
});

test('a batch that overlaps the checkpoint is applied from there on', async () => {
  await apply(batchOf(0, life.slice(0, 2)));
  const { changes } = await apply(batchOf(0, life, 0));
  expect(changes.journal.map(({ pos, prev }) => [pos, prev])).toEqual([
    [2, 1],
    [4, 2],
  ]);
});

test('a batch that begins above the checkpoint is not applied, and its partition says where it stands', async () => {
  const { checkpoints, changes } = await apply(batchOf(0, life.slice(2)), batchOf(1, [logOpened(0)]));
  expect(changes.moved).toMatchObject([{ partition: 1, next: 1 }]);
  expect(checkpoints.get(0)).toMatchObject({ next: 0 });
});

test('heads of notes are taken from their rows, so that what comes later is judged by them', async () => {
  await apply(batchOf(0, life.slice(0, 2), 0));
  const { changes } = await apply(
    batchOf(0, [
      recordOf(2, revised({ id: 5, note: 1, version: 2, previous: 1 }, 'first')),
      recordOf(3, revised({ id: 6, note: 1, version: 2, previous: 1 }, 'second')),
    ]),
  );
  expect(changes.voids).toMatchObject([{ offset: 3, reason: 'superseded' }]);
});

describe('a note with an event of an unknown type', () => {
  test('keeps its row, stale, and its chain goes on', async () => {
    await apply(batchOf(0, life.slice(0, 2), 0));
    await apply(batchOf(0, [recordOf(2, unknownEvent({ id: 2, note: 1, version: 2, previous: 1 }))]));
    await apply(batchOf(0, [recordOf(3, deleted({ id: 3, note: 1, version: 3, previous: 2 }))]));
    const { changes } = await apply(
      batchOf(0, [
        recordOf(4, revised({ id: 4, note: 1, version: 4, previous: 3 })),
        recordOf(5, restored({ id: 5, note: 1, version: 4, previous: 3 })),
      ]),
    );
    expect(changes.voids).toMatchObject([{ offset: 4, reason: 'not-applicable' }]);
    const { rows } = await model.pool.query('select version, event_id, stale, deleted_at from notes');
    expect(rows).toEqual([{ version: 1, event_id: uuid(1), stale: true, deleted_at: null }]);
    expect(
      (await model.pool.query('select version from journal_entries order by pos')).rows.map((row) => row.version),
    ).toEqual([1, 2, 3, 4]);
  });

  test('at its creation has no row, and its author is whoever created it', async () => {
    await apply(batchOf(0, [recordOf(0, unknownEvent({ id: 1, note: 1, version: 1 }))]));
    const { changes } = await apply(
      batchOf(0, [
        recordOf(1, created({ id: 2, note: 1, version: 1 })),
        recordOf(2, revised({ id: 3, note: 1, version: 2, previous: 1, actor: 'bob' })),
      ]),
    );
    expect(changes.voids).toMatchObject([{ offset: 1, reason: 'superseded' }]);
    expect(changes.journal).toMatchObject([{ author: 'ada', prev: 0 }]);
    expect((await model.pool.query('select from notes')).rowCount).toBe(0);
  });

  test('is journalled with the data it came with', async () => {
    const data = { text: 'nul \u0000 and \ud800', nested: [{ a: [null, true, 1.5] }], 'key "x"': '\\' };
    await apply(batchOf(0, [recordOf(0, unknownEvent({ id: 1, note: 1, version: 1 }, data))]));
    const { rows } = await model.pool.query('select data::text from journal_entries');
    expect(JSON.parse(rows[0].data)).toEqual(data);
  });
});

test('malformed records of every kind do not stop the partition', async () => {
  const kinds = Object.values(malformedRecords);
  const records = [
    ...kinds.map((record, offset) => ({ ...record, offset })),
    recordOf(99, created({ id: 1, note: 1, version: 1 })),
  ];
  const { changes } = await apply(batchOf(0, records, 0));
  expect(changes.voids).toHaveLength(kinds.length);
  expect((await model.pool.query('select position, journal_pos from checkpoints where partition = 0')).rows).toEqual([
    { position: 99, journal_pos: 99 },
  ]);
});

test('two that apply the same records at once apply them once', async () => {
  const runs = await Promise.all(Array.from({ length: 5 }, () => apply(batchOf(0, life), batchOf(1, [logOpened(0)]))));
  expect(runs.map(({ changes }) => changes.journal.length).sort()).toEqual([0, 0, 0, 0, 3]);
});

test('a zombie that wakes in the middle of its transaction finds the partition moved', async () => {
  const zombie = await model.pool.connect();
  await beginAndLock(zombie, [0], 1);
  const successor = apply(batchOf(0, life));
  // The zombie goes on with what it holds and commits; only then may the successor look.
  await zombie.query("update checkpoints set position = 1, record_id = 'x', journal_pos = null where partition = 0");
  await zombie.query('commit');
  zombie.release();
  const { changes } = await successor;
  expect(changes.records).toBe(2);
});

test('a holder that is gone leaves nothing behind', async () => {
  const holder = await model.pool.connect();
  holder.on('error', () => undefined);
  const { rows } = await holder.query('select pg_backend_pid() as pid');
  await beginAndLock(holder, [0], 1);
  await holder.query('update checkpoints set position = 77 where partition = 0');
  const successor = apply(batchOf(0, life));
  await model.pool.query('select pg_terminate_backend($1)', [rows[0].pid]);
  expect((await successor).changes.journal).toHaveLength(3);
  holder.release(true);
});

test.each([
  ['the journal', 'journal_entries', [recordOf(0, created({ id: 1, note: 1, version: 1 }))]],
  ['dead letters', 'dead_letters', [{ key: null, value: null, offset: 0 }]],
])('a fault in writing %s leaves nothing behind, though the commit has gone out with it', async (_, table, records) => {
  await model.pool.query(`
    create function fail() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$;
    create trigger fail before insert on ${table} execute function fail()`);
  const before = await model.tables();
  await expect(apply(batchOf(0, records))).rejects.toThrow('the disk is full');
  expect(await model.tables()).toEqual(before);
  await model.pool.query(`drop trigger fail on ${table}`);
  expect((await apply(batchOf(0, records))).changes.records).toBe(1);
});

test('which read model is live does not change while a partition is held', async () => {
  await model.pool.query("select add_read_model(); update read_models set state = 'ready' where version = 2");
  const holder = await model.pool.connect();
  await beginAndLock(holder, [0], 1);
  const promoted = promoteReadModel(model.pool, 2);
  const waiting = "select from pg_locks where relation = 'checkpoints'::regclass and not granted";
  await eventually(async () => expect((await model.pool.query(waiting)).rowCount).toBe(1));
  const { rows } = await holder.query("select pg_get_viewdef('notes') as view");
  expect(rows[0].view).toContain('rm_1.notes');
  await holder.query('commit');
  holder.release();
  expect(await promoted).toEqual({ live: 2, former: 1 });
});

test('what few records bring to the search index does not pile up; what many bring does', async () => {
  const notes = Array.from({ length: 1_000 }, (_, at) =>
    recordOf(at, created({ id: at, note: at, version: 1 }, `Number ${at} of as many as it takes`)),
  );
  const pendingPages = async () =>
    (await model.pool.query("select gin_clean_pending_list('rm_1.notes_search')::int as pages")).rows[0].pages;
  for (let at = 0; at < 400; at += 50) await apply(batchOf(0, notes.slice(at, at + 50)));
  expect(await pendingPages()).toBeLessThanOrEqual(10);
  await apply(batchOf(0, notes.slice(400)));
  expect(await pendingPages()).toBeGreaterThan(10);
});

test('nothing is applied to a database that follows another log', async () => {
  const before = await model.tables();
  await expect(applyBatches(model.pool, 'zzzz9999', [batchOf(0, life)])).rejects.toThrow(EpochError);
  expect(await model.tables()).toEqual(before);
});
