import { expect, test } from 'vitest';
import { defaultOrder } from './list-order.ts';
import { comesAfter, orderBy } from './page-sql.ts';

test('the default order is by change, latest first, then by id', () => {
  expect(orderBy(defaultOrder)).toBe('updated_at desc, id');
});

test('what comes after a note is bounded by the first key, and told apart by the next where that is equal', () => {
  expect(comesAfter(defaultOrder)).toBe(
    'updated_at <= $1::timestamptz and (updated_at < $1::timestamptz or (updated_at = $1::timestamptz and id > $2::uuid))',
  );
});
