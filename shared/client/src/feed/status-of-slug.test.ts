import { problems } from '@notes/contracts';
import { expect, test } from 'vitest';
import { statusOfSlug } from './read-frame.ts';

test('every type of problem has the status that it has over HTTP', () => {
  for (const [slug, { status }] of Object.entries(problems)) expect([slug, statusOfSlug(slug)]).toEqual([slug, status]);
  expect(statusOfSlug('something-newer')).toBe(500);
});
