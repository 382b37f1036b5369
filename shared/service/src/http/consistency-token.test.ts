import { expect, test } from 'vitest';
import { readConsistencyToken } from './consistency-token.ts';

const epoch = 'k3f9a2c1';
const read = (token: string) => readConsistencyToken({ 'consistency-token': token }, epoch);

test('reads the offsets by partition', () => {
  expect(read(`${epoch}:0-12.3-1204`)).toEqual(
    new Map([
      [0, 12],
      [3, 1204],
    ]),
  );
  expect(readConsistencyToken({}, epoch)).toBeUndefined();
});

test.each(['', 'nonsense', `${epoch}:`.slice(0, 5), `${epoch}:0-1, ${epoch}:1-1`, `${epoch}:0-01`])(
  'refuses %j as malformed',
  (token) => {
    expect(() => read(token)).toThrow(expect.objectContaining({ slug: 'malformed-request', status: 400 }));
  },
);

test('refuses a position of another log', () => {
  expect(() => read('aaaaaaaa:0-1')).toThrow(expect.objectContaining({ slug: 'epoch-changed', status: 409 }));
});
