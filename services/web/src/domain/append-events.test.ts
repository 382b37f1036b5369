import type { PastEvent } from '@notes/client';
import { expect, test } from 'vitest';
import { created, revised } from '../testing/sample-note.ts';
import { appendEvents } from './apply-events.ts';

const history: readonly PastEvent[] = [created('a'), revised('a', 2, 'B'), revised('a', 3, 'C')].map((event) => ({
  ...event,
  position: 'p',
}));

test('what is there already is not there twice', () => {
  expect(appendEvents(history.slice(0, 2), history)).toEqual(history);
  expect(appendEvents(history, history)).toBe(history);
});

test('what would leave a gap is left out', () => {
  expect(appendEvents(history.slice(0, 1), history.slice(2))).toEqual(history.slice(0, 1));
  expect(appendEvents([], history.slice(1))).toEqual([]);
});
