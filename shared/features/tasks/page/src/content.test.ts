import { incomplete } from '@notes/page/subjects';
import { expect, test } from 'vitest';
import { checkContent, emptyContent, stored } from './content.ts';

const fine = { ...emptyContent, title: 'Water the plants' };

test('content that the service would reject is reported beforehand', () => {
  expect(checkContent(fine)).toEqual({});
  for (const title of ['', ' \n ', 'ab', 'x'.repeat(65)])
    expect(checkContent({ ...fine, title })).toHaveProperty('title');
  expect(checkContent({ ...fine, title: '\u{1f600}'.repeat(64) })).toEqual({});
  expect(checkContent({ ...fine, subtitle: 'x'.repeat(65) })).toHaveProperty('subtitle');
  expect(checkContent({ ...fine, due: incomplete })).toHaveProperty('due');
  expect(checkContent({ ...fine, assignee: 'x'.repeat(201) })).toHaveProperty('assignee');
  expect(checkContent({ ...fine, unique_title: 'x'.repeat(65) })).toHaveProperty('unique_title');
  for (const severity of [Number.NaN, 1.5, 2 ** 31])
    expect(checkContent({ ...fine, severity })).toHaveProperty('severity');
  for (const story_points of ['', '-1', '01', '1.', '1.234', '123456789', 'many'])
    expect(checkContent({ ...fine, story_points })).toHaveProperty('story_points');
  for (const story_points of ['0', '0.25', '8', '12345678.9'])
    expect(checkContent({ ...fine, story_points })).toEqual({});
});

test.each([
  ['2.50', '2.5'],
  ['2.00', '2'],
  ['20', '20'],
  ['0.0', '0'],
])('%s story points are stored as %s', (written, kept) => {
  expect(stored({ ...fine, story_points: written }).story_points).toBe(kept);
});
