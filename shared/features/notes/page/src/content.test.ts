import { expect, test } from 'vitest';
import { checkContent } from './content.ts';

const fine = { title: 'Milk', description: '', priority: 0 };

test('content that the service would reject is reported beforehand', () => {
  expect(checkContent(fine)).toEqual({});
  expect(checkContent({ ...fine, title: ' \n' })).toHaveProperty('title');
  expect(checkContent({ ...fine, title: '\u{1f600}'.repeat(200) })).toEqual({});
  expect(checkContent({ ...fine, title: 'x'.repeat(201) })).toHaveProperty('title');
  expect(checkContent({ ...fine, description: 'x'.repeat(20_001) })).toHaveProperty('description');
  for (const priority of [Number.NaN, 1.5, 2 ** 31])
    expect(checkContent({ ...fine, priority })).toHaveProperty('priority');
});
