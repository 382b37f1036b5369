import { expect, test } from 'vitest';
import { namesVersion, parseEntityTags } from './entity-tag.ts';

test.each([
  ['"7"', ['7']],
  ['W/"7"', ['7']],
  ['"6", W/"7" ,"8"', ['6', '7', '8']],
  ['"a,b"', ['a,b']],
  ['""', ['']],
  [', "7",,', ['7']],
  ['', []],
  [' * ', '*'],
])('%j names %j', (header, tags) => {
  expect(parseEntityTags(header)).toEqual(tags);
});

test.each(['7', '"7', '"7" "8"', 'w/"7"', '*, "7"', '"7"; x', "'7'", '"\t"'])(
  '%j is not a list of entity tags',
  (header) => {
    expect(parseEntityTags(header)).toBeUndefined();
  },
);

test('a version is named by its number alone or by anything', () => {
  expect(namesVersion(['1', '7'], 7)).toBe(true);
  expect(namesVersion('*', 7)).toBe(true);
  expect(namesVersion(['07', '70', ''], 7)).toBe(false);
});
