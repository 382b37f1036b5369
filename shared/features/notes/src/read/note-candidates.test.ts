import { filterCandidates as candidatesOf, createSqlValues, rangeConditions } from '@notes/reading';
import { expect, test } from 'vitest';
import { type NoteFilters, noteFilters } from '../contract/index.ts';
import { noteSource } from './note-source.ts';

const filterCandidates = (filters: NoteFilters) => candidatesOf(noteSource, filters);

function selectOf(filters: NoteFilters, limit = 9) {
  const sql = createSqlValues();
  const all = filterCandidates(filters).map((candidates) => ({
    ...candidates,
    text: candidates.select({ deleted: false, limit }, sql).replaceAll(/\s+/g, ' '),
  }));
  return { all, values: sql.values };
}

test('one value is a range of its index, in the order of that', () => {
  const { all, values } = selectOf({ priority: [3] });
  expect(all.map(({ text }) => text)).toEqual([
    '(select * from notes where deleted_at is null and priority >= $2::integer and priority <= $3::integer order by priority, id limit $1::bigint)',
  ]);
  expect(values).toEqual([9, 3, 3]);
});

test('none of some values is what lies between them, in the order of the index', () => {
  expect(selectOf({ 'priority:ne': [10, -1, 9] }).values).toEqual([9, -1, -1, 9, 9, 10, 10]);
  // By code point, not as JavaScript compares text.
  expect(selectOf({ 'created_by:ne': ['😀', '\ufffd'] }).values).toEqual([9, '\ufffd', '\ufffd', '😀', '😀']);
});

test('what has no three letters in a row no index finds', () => {
  expect(filterCandidates({ search: 'ab' })).toEqual([]);
  expect(filterCandidates({ search: 'abc' })).toMatchObject([{ filters: ['search'], isLimited: false }]);
});

test('no value of a list is no row', () => {
  expect(selectOf({ created_by: [] }).all[0]?.text).toBe('select * from notes where false');
});

test('without a limit all are found', () => {
  expect(selectOf({ priority: [3] }, Number.POSITIVE_INFINITY).all[0]?.text).toMatch(/ limit all\)$/);
});

test('every filter has candidates, those of one range together', () => {
  const found = filterCandidates({
    ...{
      created_by: ['x'],
      'created_by:ne': ['x'],
      priority: [1],
      'priority:ne': [1],
      search: 'abc',
      after: 'x',
      before: 'x',
    },
    ...{ 'priority:gt': 1, 'priority:ge': 1, 'priority:lt': 1, 'priority:le': 1 },
  });
  expect(found.flatMap(({ filters }) => filters).toSorted()).toEqual(Object.keys(noteFilters.parameters).toSorted());
});

test('the bounds of a walk are ranges, too', () => {
  const sql = createSqlValues();
  expect(rangeConditions(noteSource, { created_by: ['ada'], after: 'now' }, sql)).toEqual([
    'created_by collate "C" >= $1::text',
    'created_by collate "C" <= $2::text',
    'updated_at >= $3::timestamptz',
  ]);
});
