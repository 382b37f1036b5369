import { expect, test } from 'vitest';
import { Bookmark } from './subscription.ts';

test('a subscriber that got further is told within 30 to 60 seconds', () => {
  const bookmark = new Bookmark(100, 0);
  expect(bookmark.isDue(0, 101)).toBe(false);
  expect(bookmark.isDue(29_999, 101)).toBe(false);
  expect(bookmark.isDue(60_000, 101)).toBe(true);
});

test('where nothing happened there is nothing to tell', () => {
  const bookmark = new Bookmark(100, 0);
  bookmark.isDue(0, 100);
  expect(bookmark.isDue(3_600_000, 100)).toBe(false);
});

test('far beyond what it was told, it is told at once', () => {
  const bookmark = new Bookmark(0, 0);
  expect(bookmark.isDue(0, 9_999)).toBe(false);
  expect(bookmark.isDue(0, 10_000)).toBe(true);
});

test('the time begins anew when it was told, whatever told it', () => {
  const bookmark = new Bookmark(0, 0);
  bookmark.isDue(0, 1);
  bookmark.report(1);
  expect(bookmark.isDue(60_000, 2)).toBe(false);
  expect(bookmark.isDue(120_000, 2)).toBe(true);
});

test('those who come together are told apart', () => {
  const bookmarks = Array.from({ length: 100 }, (_, nth) => new Bookmark(0, nth));
  for (const one of bookmarks) one.isDue(0, 1);
  const due = bookmarks.filter((one) => one.isDue(45_000, 1)).length;
  expect(due).toBeGreaterThan(30);
  expect(due).toBeLessThan(70);
});
