import { expect, test } from 'vitest';
import { instantReader } from './feed-metrics.ts';

test.each([
  '2026-01-31T12:00:00.000Z',
  '2026-01-31T12:00:59.999Z',
  '2026-01-31T12:01:07.250Z',
  '2026-01-31T12:01:07.250Z',
  '2026-01-31T12:01:07Z',
  '2026-01-31T12:01:07.1234+02:00',
  '2026-01-31T13:01:07.25+01:00',
  'some 24 letters, and no Z',
  'some 23 letters and a  Z',
  't',
])('%s is the same instant as ever, also as the second of its minute', (time) => {
  const instantOf = instantReader();
  instantOf('2026-01-31T12:01:30.500Z');
  expect(Math.round(instantOf(time))).toBe(Date.parse(time));
});
