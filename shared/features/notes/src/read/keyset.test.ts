import { comesAfter, createSqlValues, orderBy as orderByOf, readOrder as readOrderOf } from '@notes/reading';
import { expect, test } from 'vitest';
import type { SortMember } from '../contract/index.ts';
import { noteSource } from './note-source.ts';

const readOrder = readOrderOf<SortMember>;

const sortColumns = noteSource.columns;

const orderBy = (order: ReturnType<typeof readOrder>) => orderByOf(order, sortColumns);

const after = (keys: readonly string[] | undefined, inclusive = false) => {
  const order = readOrder(keys);
  const sql = createSqlValues();
  return comesAfter(order, sortColumns, { values: Array(order.length).fill(0), inclusive }, sql);
};

test('texts are ordered by code point, and the id comes last', () => {
  expect(orderBy(readOrder())).toBe('updated_at desc, id desc');
  expect(orderBy(readOrder(['title', '-priority']))).toBe('title collate "C", priority desc, id desc');
});

test('keys of one direction are compared as a row', () => {
  expect(after(undefined)).toBe('(updated_at, id) < ($1::timestamptz, $2::uuid)');
  expect(after(['priority', 'title'])).toBe('(priority, title collate "C", id) > ($1::integer, $2::text, $3::uuid)');
  expect(after(['title'], true)).toBe('(title collate "C", id) >= ($1::text, $2::uuid)');
});

test('where directions mix, the first key bounds, and the next tells apart where it is equal', () => {
  expect(after(['-priority', 'created_at'])).toBe(
    'priority <= $1::integer and (priority < $1::integer or (priority = $1::integer and (created_at, id) > ($2::timestamptz, $3::uuid)))',
  );
  expect(after(['-priority', 'created_at'], true)).toContain('(created_at, id) >= ($2::timestamptz, $3::uuid)');
});
