import { expect, test } from 'vitest';
import { describeDue } from './due.ts';

/** In the reader's time zone, which is that of the tests. */
const local = (day: number, hour = 12, minute = 0): Date => new Date(2026, 1, day, hour, minute);
const now = local(10).getTime();

test.each([
  [local(8), '2 d overdue', 'late'],
  [local(9, 13), '23 h overdue', 'late'],
  [local(10, 11, 45), '15 min overdue', 'late'],
  [local(10, 17), 'today, 5:00 PM', 'soon'],
  [local(11, 0, 30), 'tomorrow, 12:30 AM', 'soon'],
  [local(13, 9), 'Friday, 9:00 AM', 'later'],
  [local(17), 'Feb 17', 'later'],
  [new Date(2027, 1, 1), 'Feb 1, 2027', 'later'],
])('%s is %s', (due, text, tone) => {
  expect(describeDue(due.toISOString(), now)).toEqual({ text, tone });
});
