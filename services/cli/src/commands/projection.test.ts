import type { ReadModelState } from '@notes/postgres';
import { expect, test } from 'vitest';
import { describeProgress } from './projection.ts';

const half: ReadModelState = {
  version: 2,
  state: 'building',
  since: '2026-01-01T00:00:00.000Z',
  events: 500_000,
  perSecond: 25_000,
  remaining: 500_000,
  done: 0.5,
  failure: undefined,
};

test.each([
  [half, '50 %, 500000 events, 25000 a second, 20 s left'],
  [{ ...half, remaining: 50_000_000, done: 0.0099 }, '0 %, 500000 events, 25000 a second, 33 min left'],
  [{ ...half, remaining: 5e8, done: 0.001 }, '0 %, 500000 events, 25000 a second, 5.6 h left'],
  [{ ...half, events: 0, done: 0, perSecond: 0 }, 'waiting for a projector to begin'],
  [{ ...half, remaining: 0, done: 1 }, '500000 events folded, indexes and hand-over next'],
  [{ ...half, failure: 'disk full' }, 'stuck: disk full'],
])('%j', (model, text) => {
  expect(describeProgress(model)).toBe(text);
});
