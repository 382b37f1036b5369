import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { retryAfterMs } from './read-answer.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

const tenPastSix = 'Thu, 01 Jan 2026 18:10:00 GMT';

test.each<[Record<string, string>, number | undefined]>([
  [{}, undefined],
  [{ 'retry-after': ' ' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '3' }, 3_000],
  [{ 'retry-after': 'Thu, 01 Jan 2026 12:00:05 GMT' }, 5_000],
  [{ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
  // The sender's clock is six hours ahead of ours.
  [{ 'retry-after': tenPastSix, date: 'Thu, 01 Jan 2026 18:09:58 GMT' }, 2_000],
  [{ 'retry-after': tenPastSix, date: 'nonsense' }, 6 * 3_600_000 + 600_000],
])('%j means %s ms', (headers, ms) => {
  expect(retryAfterMs(new Headers(headers))).toBe(ms);
});
