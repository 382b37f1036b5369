import { expect, test } from 'vitest';
import { relativeTime } from './time.ts';

const now = Date.UTC(2026, 5, 15, 12);
const ago = (ms: number): string => relativeTime(new Date(now - ms).toISOString(), now);

test('the longer ago, the coarser', () => {
  expect([0, 60_000, 25 * 60_000, 3 * 3_600_000, 2 * 86_400_000].map(ago)).toEqual([
    'just now',
    '1 min ago',
    '25 min ago',
    '3 h ago',
    '2 d ago',
  ]);
  expect(ago(60 * 86_400_000)).toBe('Apr 16');
  expect(ago(400 * 86_400_000)).toBe('May 11, 2025');
});

test('a clock that is behind does not show the future', () => {
  expect(ago(-5_000)).toBe('just now');
});
