import { expect, test } from 'vitest';
import { createStatementNames } from './statement.ts';

test('one text has one name, whatever its values, and no other text has it', () => {
  const named = createStatementNames('page');
  const first = named('select $1', [1]);
  expect(named('select $1', [2])).toEqual({ ...first, values: [2] });
  expect(named('select $1, $2', [1, 2]).name).not.toBe(first.name);
});

test('there are no more than sixty: a further text has none, those before keep theirs', () => {
  const named = createStatementNames('page');
  const names = Array.from({ length: 61 }, (_, i) => named(`select ${i}`, []).name);
  expect(new Set(names.slice(0, 60)).size).toBe(60);
  expect(names[60]).toBeUndefined();
  expect(named('select 7', []).name).toBe(names[7]);
});
