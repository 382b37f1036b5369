import { expect, test } from 'vitest';
import { migrationFiles } from './migration-files.ts';

test('the migrations of all folders have numbers of their own, without a hole', () => {
  const numbers = [...migrationFiles().keys()].map((name) => Number(name.slice(0, 4)));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

test('those of a feature stand in its folder', () => {
  expect(migrationFiles().get('0004_list-indexes')).toMatch(
    /\/shared\/features\/notes\/migrations\/0004_list-indexes\.sql$/,
  );
});
