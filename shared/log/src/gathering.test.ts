import { expect, test } from 'vitest';
import { Gathering } from './gathering.ts';

const idle = { minBytes: 1, maxWaitMs: 250 };

/** Fetches that bring so many bytes each, every so many ms, from a time on; what the next is to wait for. */
function after(gathering: Gathering, fetches: number, bytes: number, everyMs: number, from = 0) {
  for (let i = 1; i <= fetches; i++) gathering.brought(bytes, from + i * everyMs);
  return gathering.patience;
}

test('waits for the first record while nothing has come, or little', () => {
  expect(new Gathering(250).patience).toEqual(idle);
  // 500 records a second, one by one.
  expect(after(new Gathering(250), 100, 600, 2)).toEqual(idle);
});

test('waits for what will have come in 20 ms while much comes', () => {
  const gathering = new Gathering(250);
  // 5,000 records a second, ten at a time.
  expect(after(gathering, 100, 6_000, 2)).toEqual({ minBytes: expect.closeTo(60_000, -3), maxWaitMs: 20 });
  expect(after(gathering, 100, 60_000, 20, 1_000)).toEqual({ minBytes: expect.closeTo(60_000, -3), maxWaitMs: 20 });
});

test('after much, waits in vain a few times at most', () => {
  const gathering = new Gathering(250);
  after(gathering, 100, 60_000, 20);
  expect(after(gathering, 2, 600, 20, 2_000)).toEqual(idle);
});

test('a single large answer, as at a start, is not taken for much', () => {
  const gathering = new Gathering(250);
  gathering.brought(8_000_000, 1_000);
  expect(gathering.patience).toEqual(idle);
});

test('does not wait for more than a fetch brings', () => {
  expect(after(new Gathering(250), 100, 16_000_000, 20).minBytes).toBe(512 * 1024);
});
