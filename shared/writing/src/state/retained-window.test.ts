import { nextOf } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import type { LogRecord } from '@notes/log';
import { expect, test } from 'vitest';
import { RetainedWindow } from './retained-window.ts';

const value = Buffer.alloc(600);
const record = (offset: number, partition = 0): LogRecord => ({
  partition,
  offset,
  key: null,
  value,
  timestamp: 0,
});
const offsets = (window: RetainedWindow, subject: string) => window.recordsOf(0, subject).map(({ offset }) => offset);

function filled(maxBytes = 1_000_000): RetainedWindow {
  const window = new RetainedWindow(maxBytes);
  window.open(0, nextAt(10));
  for (let offset = 10; offset < 20; offset++) window.push(offset % 2 === 0 ? 'even' : 'odd', record(offset));
  window.advance(0, nextAt(20));
  return window;
}

test('keeps the records of each note in order', () => {
  expect(offsets(filled(), 'even')).toEqual([10, 12, 14, 16, 18]);
  expect(offsets(filled(), 'other')).toEqual([]);
});

test('lets go of what is projected, and says from where nothing is missing', () => {
  const window = filled();
  window.release(0, nextOf(14));
  expect(offsets(window, 'even')).toEqual([16, 18]);
  expect(offsets(window, 'odd')).toEqual([15, 17, 19]);
  expect(window.floor(0)).toBe(15);
  window.release(0, nextOf(19));
  expect(window.bytes).toBe(0);
  expect(window.floor(0)).toBe(20);
});

test('drops the oldest past its bound, and its floor tells', () => {
  const window = filled(4_000);
  expect(window.bytes).toBeLessThanOrEqual(4_000);
  expect(window.floor(0)).toBe(16);
  expect([...offsets(window, 'even'), ...offsets(window, 'odd')].toSorted()).toEqual([16, 17, 18, 19]);
});

test('is not filled while the tail reads again what was let go', () => {
  const window = filled();
  window.release(0, nextOf(19));
  window.open(0, nextAt(12));
  expect(window.bytes).toBe(0);
  expect(window.isFilledTo(0, nextAt(20))).toBe(false);
  for (let offset = 12; offset < 20; offset++) window.push('note', record(offset));
  window.advance(0, nextAt(20));
  expect(window.isFilledTo(0, nextAt(20))).toBe(true);
});

test('stays correct and small over many records that come and go', () => {
  const window = new RetainedWindow(10_000_000);
  window.open(0, nextAt(0));
  for (let offset = 0; offset < 100_000; offset++) {
    window.push(`note ${offset % 1_000}`, record(offset));
    if (offset % 100 === 99) window.release(0, nextOf(offset - 50));
  }
  expect(window.recordsOf(0, 'note 999').map(({ offset }) => offset)).toEqual([99_999]);
  expect(window.floor(0)).toBe(99_950);
});
