import { createSqlValues, filterConditions } from '@notes/reading';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NoteFilters, noteFilters } from '../contract/index.ts';
import { noteSource } from './note-source.ts';

function sqlOf(filters: NoteFilters) {
  const sql = createSqlValues();
  return { conditions: filterConditions(noteSource, filters, sql), values: sql.values };
}

test('no filters are no conditions', () => {
  expect(sqlOf({})).toEqual({ conditions: [], values: [] });
});

test('one value is compared, several are looked for', () => {
  expect(sqlOf({ created_by: ['ada'], priority: [1, 2], 'priority:ne': [3] })).toEqual({
    conditions: [
      'created_by collate "C" = $1::text',
      'priority = any($2::integer[])',
      'priority <> all($3::integer[])',
    ],
    values: ['ada', [1, 2], [3]],
  });
});

test('what is searched for means itself', () => {
  expect(sqlOf({ search: '100%_\\' })).toEqual({
    conditions: ['(title ilike $1::text or description ilike $1::text)'],
    values: ['%100\\%\\_\\\\%'],
  });
});

test.each(['a', 'ab', '--- ---', 'a-b-c'])('%j has no three letters in a row: no index can find it', (search) => {
  expect(sqlOf({ search }).conditions).toEqual(['coalesce(title ilike $1::text or description ilike $1::text, false)']);
});

test('nothing that a client writes gets into the text of the statement', () => {
  const strange = fc.string({ minLength: 1, unit: 'grapheme' });
  fc.assert(
    fc.property(strange, strange, (name, search) => {
      const { conditions, values } = sqlOf({ created_by: [name], 'created_by:ne': [name], search: `abc${search}` });
      expect(conditions).toEqual([
        'created_by collate "C" = $1::text',
        'created_by collate "C" <> all($2::text[])',
        '(title ilike $3::text or description ilike $3::text)',
      ]);
      expect(values).toHaveLength(3);
    }),
  );
});

test.each(Object.keys(noteFilters.parameters))('%s is a condition', (name) => {
  const value = name === 'search' ? 'x' : ['x'];
  expect(sqlOf({ [name]: value })).toEqual({
    conditions: [expect.stringContaining('$1::')],
    values: [expect.anything()],
  });
});
