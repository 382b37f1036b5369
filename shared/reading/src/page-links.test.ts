import { expect, test } from 'vitest';
import { pageLinks } from './page-links.ts';

const none = { prev: undefined, next: undefined };
const both = { prev: 'P', next: 'N' };

test('with cursors, links lead to both sides with the parameters of the request', () => {
  const asked = { limit: 2, cursor: 'C', created_by: ['ada', 'b&b'], 'priority:gt': 1, deleted: true };
  expect(pageLinks('/v1/notes', asked, both, 2)).toBe(
    '</v1/notes?limit=2&created_by=ada&created_by=b%26b&priority%3Agt=1&deleted=true&cursor=P>; rel="prev", ' +
      '</v1/notes?limit=2&created_by=ada&created_by=b%26b&priority%3Agt=1&deleted=true&cursor=N>; rel="next"',
  );
});

test('where there is nothing on either side, there is no header', () => {
  expect(pageLinks('/v1/notes', {}, none, 50)).toBeUndefined();
  expect(pageLinks('/v1/notes', { offset: 0 }, none, 50)).toBeUndefined();
});

test('with an offset, links have offsets, which do not go below nothing', () => {
  expect(pageLinks('/n', { offset: 30, limit: 50 }, { ...none, next: 'N' }, 50)).toBe(
    '</n?limit=50&offset=0>; rel="prev", </n?limit=50&offset=80>; rel="next"',
  );
});

test('where offsets end, the next page is reached by its cursor', () => {
  expect(pageLinks('/n', { offset: 9_950 }, { ...none, next: 'N' }, 50)).toContain('</n?offset=10000>; rel="next"');
  expect(pageLinks('/n', { offset: 9_951 }, { ...none, next: 'N' }, 50)).toContain('</n?cursor=N>; rel="next"');
});
