import { type Checkpoint, fromBeginning, nextOf } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import type { Before, Changes, RawRecord } from '@notes/projecting/testing';
import { describe, expect, test } from 'vitest';
import { projectBatches, readBatch } from '../testing/for-notes.ts';
import {
  created,
  deleted,
  instant,
  logOpened,
  malformedRecords,
  recordOf,
  restored,
  revised,
  unknownEvent,
  uuid,
} from '../testing/note-events.ts';

const start: Checkpoint = { partition: 0, next: fromBeginning, recordId: null, journalPos: null };
const nothing: Before = {
  checkpoints: new Map([[0, start]]),
  heads: new Map(),
  readModels: new Map([[1, new Map()]]),
};

const batchOf = (records: readonly RawRecord[], { from = 0, next = (records.at(-1)?.offset ?? -1) + 1 } = {}) =>
  readBatch({ partition: 0, from: nextAt(from), next: nextAt(next), records }, 1);
const project = (before: Before, records: readonly RawRecord[], bounds = {}) =>
  projectBatches(before, [batchOf(records, bounds)]);
const rowsOf = ({ readModels }: Changes) => [...(readModels.get(1)?.subjects.values() ?? [])];

test('a created note is journalled, has a row, and moves the checkpoint', () => {
  const changes = project(nothing, [logOpened(0), recordOf(1, created({ id: 7, note: 1, version: 1 }))]);
  expect(changes.journal).toMatchObject([{ partition: 0, pos: 1, prev: null, author: 'ada' }]);
  expect(rowsOf(changes)).toMatchObject([
    { state: { id: uuid(1), title: 'Buy milk', version: 1, created_at: instant(7) }, eventId: uuid(7), stale: false },
  ]);
  expect(changes.moved).toEqual([{ partition: 0, next: 2, recordId: uuid(7), journalPos: 1 }]);
  expect(changes.records).toBe(2);
});

test('a chain within one batch gives one row, the last, and a journal with each step', () => {
  const changes = project(nothing, [
    recordOf(0, created({ id: 1, note: 1, version: 1 })),
    recordOf(3, revised({ id: 2, note: 1, version: 2, previous: 1, actor: 'bob' })),
    recordOf(4, deleted({ id: 3, note: 1, version: 3, previous: 2 })),
    recordOf(9, restored({ id: 4, note: 1, version: 4, previous: 3 })),
  ]);
  expect(changes.journal.map(({ pos, prev }) => [pos, prev])).toEqual([
    [0, null],
    [3, 0],
    [4, 3],
    [9, 4],
  ]);
  expect(changes.journal.map(({ author }) => author)).toEqual(['ada', 'ada', 'ada', 'ada']);
  expect(rowsOf(changes)).toMatchObject([{ state: { title: 'Buy oat milk', version: 4, deleted_at: null } }]);
});

test('records at or below the checkpoint are passed over', () => {
  const before = { ...nothing, checkpoints: new Map([[0, { ...start, next: nextOf(4), journalPos: 2 }]]) };
  const changes = project(before, [
    recordOf(4, created({ id: 1, note: 1, version: 1 })),
    recordOf(6, created({ id: 2, note: 2, version: 1 })),
  ]);
  expect(changes.journal).toMatchObject([{ pos: 6, prev: 2 }]);
  expect(changes.records).toBe(1);
});

test('a batch that lies below the checkpoint altogether changes nothing', () => {
  const before = { ...nothing, checkpoints: new Map([[0, { ...start, next: nextOf(4) }]]) };
  const changes = project(before, [recordOf(4, created({ id: 1, note: 1, version: 1 }))]);
  expect(changes).toMatchObject({ journal: [], moved: [], records: 0 });
});

test('a batch that begins above the record after the checkpoint is not applied', () => {
  const changes = project(nothing, [recordOf(5, created({ id: 1, note: 1, version: 1 }))], { from: 1 });
  expect(changes).toMatchObject({ journal: [], moved: [], records: 0 });
});

test('a first record far from the checkpoint is no gap if the batch begins at it', () => {
  const changes = project(nothing, [recordOf(5, created({ id: 1, note: 1, version: 1 }))], { from: 0, next: 9 });
  expect(changes.moved).toEqual([{ partition: 0, next: 9, recordId: null, journalPos: 5 }]);
});

test('a batch without records moves the checkpoint past what the log holds no record for', () => {
  expect(project(nothing, [], { from: 0, next: 3 }).moved).toEqual([
    { partition: 0, next: 3, recordId: null, journalPos: null },
  ]);
});

test('of two events on the same predecessor the first is accepted and the second superseded', () => {
  const changes = project(nothing, [
    recordOf(0, created({ id: 1, note: 1, version: 1 })),
    recordOf(1, revised({ id: 2, note: 1, version: 2, previous: 1 }, 'first')),
    recordOf(2, revised({ id: 3, note: 1, version: 2, previous: 1 }, 'second')),
  ]);
  expect(rowsOf(changes)).toMatchObject([{ state: { title: 'first' } }]);
  expect(changes.voids).toMatchObject([{ partition: 0, offset: 2, reason: 'superseded' }]);
});

test('events with a wrong version, or that do not apply, are void for that reason', () => {
  const changes = project(nothing, [
    recordOf(0, created({ id: 1, note: 1, version: 1 })),
    recordOf(1, revised({ id: 2, note: 1, version: 3, previous: 1 })),
    recordOf(2, restored({ id: 3, note: 1, version: 2, previous: 1 })),
  ]);
  expect(changes.voids.map(({ reason }) => reason)).toEqual(['wrong-version', 'not-applicable']);
  expect(changes.moved).toMatchObject([{ next: 3, recordId: uuid(3), journalPos: 0 }]);
});

describe('a malformed record is void, and the partition goes on, with', () => {
  test.each(Object.entries(malformedRecords))('%s', (_, record) => {
    const changes = project(nothing, [{ ...record, offset: 0 }, recordOf(1, created({ id: 9, note: 9, version: 1 }))]);
    expect(changes.voids).toMatchObject([{ partition: 0, offset: 0, reason: 'malformed' }]);
    expect(changes.journal).toMatchObject([{ pos: 1, prev: null }]);
  });
});

test('the checkpoint at a malformed record is named by its value', () => {
  const changes = project(nothing, [{ offset: 0, key: null, value: Buffer.from('foobar') }]);
  expect(changes.moved).toMatchObject([{ recordId: 'void:6-bf9cf968' }]);
});

test('an event of an unknown type is journalled, and the row it leaves behind is stale', () => {
  const changes = project(nothing, [
    recordOf(0, created({ id: 1, note: 1, version: 1 })),
    recordOf(1, unknownEvent({ id: 2, note: 1, version: 2, previous: 1 })),
    recordOf(2, revised({ id: 3, note: 1, version: 3, previous: 2 })),
  ]);
  expect(changes.journal).toHaveLength(3);
  expect(rowsOf(changes)).toMatchObject([{ state: { version: 1 }, eventId: uuid(1), stale: true }]);
});

test('a note created by an event of an unknown type has no row, but an author and a chain', () => {
  const changes = project(nothing, [
    recordOf(0, unknownEvent({ id: 1, note: 1, version: 1 })),
    recordOf(1, revised({ id: 2, note: 1, version: 2, previous: 1, actor: 'bob' })),
    recordOf(2, created({ id: 3, note: 1, version: 1 })),
  ]);
  expect(changes.journal).toMatchObject([{ author: 'ada' }, { author: 'ada' }]);
  expect(rowsOf(changes)).toEqual([]);
  expect(changes.voids).toMatchObject([{ offset: 2, reason: 'superseded' }]);
});

test('each version of the read model is folded over its own rows', () => {
  const { readModels } = project(nothing, [recordOf(0, created({ id: 1, note: 1, version: 1 }, 'right'))]);
  const right = readModels.get(1)?.subjects.get(uuid(1));
  if (right === undefined) throw new Error('there is no row');
  const wrong = { ...right, state: { ...right.state, title: 'wrong' } };
  const before: Before = {
    checkpoints: new Map([[0, { ...start, next: nextOf(0) }]]),
    heads: new Map([
      [uuid(1), { head: { eventId: uuid(1), version: 1, deleted: false, frozen: false }, author: 'ada' }],
    ]),
    readModels: new Map([
      [1, new Map([[uuid(1), wrong]])],
      [2, new Map([[uuid(1), right]])],
    ]),
  };
  const after = project(before, [recordOf(1, deleted({ id: 2, note: 1, version: 2, previous: 1 }))]).readModels;
  expect(after.get(1)?.subjects.get(uuid(1))?.state).toMatchObject({ title: 'wrong', version: 2 });
  expect(after.get(2)?.subjects.get(uuid(1))?.state).toMatchObject({ title: 'right', version: 2 });
});

test('a partition without a checkpoint is an error', () => {
  expect(() => projectBatches({ ...nothing, checkpoints: new Map() }, [batchOf([])])).toThrow('no checkpoint');
});
