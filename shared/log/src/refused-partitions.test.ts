import { expect, test } from 'vitest';
import { LogError } from './log-error.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { type Refusals, RefusedPartitions } from './refused-partitions.ts';

const clock = refusalOf('INVALID_TIMESTAMP') as Refusal;
const refused = new LogError('refused', 'x', undefined, clock);
const away = new LogError('unavailable', 'x');
const large = new LogError('too-large', 'x', undefined, refusalOf('MESSAGE_TOO_LARGE'));

test('a partition is refused until an append to it is acknowledged; each change is told once', () => {
  const told: Refusals[] = [];
  const partitions = new RefusedPartitions((now) => told.push(now));
  partitions.note([0, 1], new Map());
  partitions.note([0, 1], new Map([[1, large]]));
  expect(told).toEqual([]);
  partitions.note(
    [0, 1, 2],
    new Map([
      [0, refused],
      [2, refused],
    ]),
  );
  partitions.note([0, 1], new Map([[0, refused]]));
  partitions.note([0, 1], new Map([[0, away]]));
  expect(told).toEqual([
    new Map([
      [0, clock],
      [2, clock],
    ]),
  ]);
  partitions.note([0, 1], new Map());
  partitions.note([2], new Map());
  expect(told.slice(1)).toEqual([new Map([[2, clock]]), new Map()]);
});
