import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  covers,
  eventPosition,
  formatPosition,
  fromBeginning,
  mergeOffsets,
  nextOf,
  parsePosition,
  positionOf,
} from './position.ts';

const offsets = fc
  .uniqueArray(
    fc.tuple(
      fc.nat(99_999),
      fc.maxSafeNat().map((n) => n % 10 ** 16),
    ),
    { selector: ([partition]) => partition },
  )
  .map((entries) => new Map(entries));
const epoch = fc.stringMatching(/^[a-z0-9]{8}$/);

describe('tokens', () => {
  test('a position survives being written and read', () => {
    fc.assert(
      fc.property(epoch, offsets, (name, map) => {
        expect(parsePosition(formatPosition({ epoch: name, offsets: map }))).toEqual({ epoch: name, offsets: map });
      }),
    );
  });

  test('any token that can be read is written back as it came, but for the order of its partitions', () => {
    fc.assert(
      fc.property(epoch, offsets, fc.infiniteStream(fc.boolean()), (name, map, coins) => {
        const items = [...map]
          .map(([partition, offset]) => `${partition}-${offset}`)
          .sort(() => (coins.next().value ? 1 : -1));
        const read = parsePosition(`${name}:${items.join('.')}`);
        expect(read && formatPosition(read)).toBe(formatPosition({ epoch: name, offsets: map }));
      }),
    );
  });

  test('partitions are written in ascending order', () => {
    const map = new Map([
      [10, 3],
      [9, 4],
    ]);
    expect(formatPosition({ epoch: 'k3f9a2c1', offsets: map })).toBe('k3f9a2c1:9-4.10-3');
  });

  test('a token may name no partition: the beginning', () => {
    expect(parsePosition('k3f9a2c1:')).toEqual({ epoch: 'k3f9a2c1', offsets: new Map() });
  });

  test('the token of one event names its own partition', () => {
    expect(eventPosition('k3f9a2c1', 3, 1204)).toBe('k3f9a2c1:3-1204');
  });

  test.each([
    '',
    ':',
    'k3f9a2c1',
    'k3f9a2c:0-1',
    'k3f9a2c11:0-1',
    'K3F9A2C1:0-1',
    'k3f9a2c1:0',
    'k3f9a2c1:0-',
    'k3f9a2c1:-1',
    'k3f9a2c1:0--1',
    'k3f9a2c1:0-1.',
    'k3f9a2c1:.0-1',
    'k3f9a2c1:0-1..1-1',
    'k3f9a2c1:0-1,1-1',
    'k3f9a2c1:00-1',
    'k3f9a2c1:0-01',
    'k3f9a2c1:0-1.0-1',
    'k3f9a2c1:0-1.0-2',
    'k3f9a2c1:0-9007199254740992',
    'k3f9a2c1:0-99999999999999999',
    'k3f9a2c1:100000-1',
    'k3f9a2c1:0-1e3',
    'k3f9a2c1:0-+1',
    'k3f9a2c1:0-1 ',
    ' k3f9a2c1:0-1',
    'k3f9a2c1:0-1\n',
    'k3f9a2c1:٠-١',
  ])('%j is no token', (text) => {
    expect(parsePosition(text)).toBeUndefined();
  });

  test('the largest offset that a number holds exactly can be read', () => {
    expect(parsePosition('k3f9a2c1:0-9007199254740991')?.offsets.get(0)).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('comparing', () => {
  test('a partition that is not named stands at its beginning, before its first record', () => {
    expect(covers(new Map(), new Map())).toBe(true);
    expect(covers(new Map(), new Map([[0, 0]]))).toBe(false);
    expect(covers(new Map([[0, 0]]), new Map())).toBe(true);
  });

  test('every partition must be covered', () => {
    const reached = new Map([
      [0, 5],
      [1, 5],
    ]);
    expect(covers(reached, new Map([[1, 5]]))).toBe(true);
    expect(covers(reached, new Map([[1, 6]]))).toBe(false);
    expect(covers(reached, new Map([[2, 0]]))).toBe(false);
  });

  test('merging gives the least position that covers both, whichever comes first', () => {
    fc.assert(
      fc.property(offsets, offsets, offsets, (a, b, other) => {
        const merged = mergeOffsets(a, b);
        expect(covers(merged, a) && covers(merged, b)).toBe(true);
        expect(covers(other, merged)).toBe(covers(other, a) && covers(other, b));
        expect(new Map([...mergeOffsets(b, a)].sort())).toEqual(new Map([...merged].sort()));
      }),
    );
  });

  test('merging changes neither of the two', () => {
    const a = new Map([[0, 1]]);
    mergeOffsets(a, new Map([[0, 2]]));
    expect(a).toEqual(new Map([[0, 1]]));
  });
});

test('a position and what is read after it name each other, and the beginning comes before the first', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1, max: 2 ** 53 - 2 }),
      fc.integer({ min: -1, max: 2 ** 53 - 2 }),
      (position, other) => {
        expect(positionOf(nextOf(position))).toBe(position);
        // What is covered up to a position lies below what is read after it.
        expect(other < nextOf(position)).toBe(other <= position);
      },
    ),
  );
  expect([positionOf(fromBeginning), nextOf(0) > fromBeginning]).toEqual([-1, true]);
});
