import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Outage } from './outage.ts';

const said: string[] = [];
let outage: Outage;

beforeEach(() => {
  vi.useFakeTimers();
  said.length = 0;
  outage = new Outage({
    onBegin: (reason) => said.push(`begin: ${reason}`),
    onEnd: (failures, seconds) => said.push(`end: ${failures} in ${seconds} s`),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('an outage is told once when it begins, and once when it has been over for a second', () => {
  for (const reason of ['a', 'b', 'a']) outage.failed(reason);
  vi.advanceTimersByTime(3_000);
  outage.worked();
  vi.advanceTimersByTime(999);
  expect(said).toEqual(['begin: a']);
  vi.advanceTimersByTime(1);
  expect(said).toEqual(['begin: a', 'end: 3 in 3 s']);
  outage.failed('c');
  expect(said.at(-1)).toBe('begin: c');
});

test('success now and then does not end it', () => {
  for (let i = 0; i < 1_000; i++) {
    outage.failed('no leader');
    outage.worked();
    vi.advanceTimersByTime(900);
  }
  expect(said).toEqual(['begin: no leader']);
});

test('what works over and over after an outage ends it no later', () => {
  outage.failed('a');
  for (let i = 0; i < 12; i++) {
    outage.worked();
    vi.advanceTimersByTime(100);
  }
  expect(said).toHaveLength(2);
});

test('what always works is not told, and what is forgotten neither', () => {
  outage.worked();
  outage.failed('a');
  outage.worked();
  outage.forget();
  vi.advanceTimersByTime(5_000);
  expect(said).toEqual(['begin: a']);
});
