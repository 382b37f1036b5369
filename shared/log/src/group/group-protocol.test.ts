import { expect, test } from 'vitest';
import { decodeAssignment, encodeAssignment, sharePartitions } from './group-protocol.ts';

test('partitions are shared evenly, whatever the order of the members', () => {
  const shares = sharePartitions(['b', 'a', 'c'], 7);
  expect([...shares]).toEqual([
    ['a', [0, 3, 6]],
    ['b', [1, 4]],
    ['c', [2, 5]],
  ]);
  expect(sharePartitions(['c', 'b', 'a'], 7)).toEqual(shares);
});

test('a member too many gets nothing', () => {
  expect(sharePartitions(['a', 'b'], 1).get('b')).toEqual([]);
});

test('an assignment is read as it was written, and an empty one is no partition', () => {
  expect(decodeAssignment('t', encodeAssignment('t', [4, 1]))).toEqual([4, 1]);
  expect(decodeAssignment('t', Buffer.alloc(0))).toEqual([]);
});
