import { expect, test } from 'vitest';
import { namedVersions, namesVersion } from './conditions.ts';

test.each([
  ['"7"', [7]],
  ['"6", W/"7" ,"8"', [6, 7, 8]],
  [', "7",,', [7]],
  ['"2147483647"', [2_147_483_647]],
  [' * ', '*'],
])('%j names %j', (header, versions) => {
  expect(namedVersions('If-Match', header)).toEqual(versions);
  expect(namedVersions('If-None-Match', header)).toEqual(versions);
});

// Each by what makes it; docs/behind-a-proxy.md has the versions.
test.each([
  ['W/"3"', 'nginx, HAProxy, Varnish'],
  ['"3-gzip"', 'Apache, Caddy'],
  ['"3-br"', 'Apache, Caddy'],
  ['"3-zstd"', 'Caddy'],
  ['"3-deflate"', 'plugins of Caddy'],
  ['"3-gunzip"', 'Apache, unpacking'],
  ['"3--gzip"', 'Jetty'],
  ['"3--br"', 'Jetty'],
  ['"3--zstd"', 'Jetty'],
  ['"3;gzip"', 'Roxen'],
  ['"3;gz"', 'LiteSpeed'],
  ['"3;br"', 'LiteSpeed'],
  ['W/"3-gzip"', 'one behind the other'],
])('%s is version 3, as changed by %s', (header) => {
  expect(namedVersions('If-Match', header)).toEqual([3]);
});

test.each([
  '"abc"',
  '""',
  '"a,b"',
  '"03"',
  '"0"',
  '"+3"',
  '"3.0"',
  '"3-"',
  '"3-GZIP"',
  '"3-gzip-gzip"',
  '"3---gzip"',
  '"3_gzip"',
  '"-gzip"',
  '"3-lzma"',
  '"3 -gzip"'.replace(' ', '!'),
  '"33333333333"',
  'W/"v3"',
])('%s is a tag, but none of ours', (header) => {
  expect(namedVersions('If-Match', header)).toEqual([]);
});

test.each(['7', '"7', '"7" "8"', 'w/"7"', '*, "7"', '"7"; x', "'7'", '"\t"', '', ' ', ',', '"3"-gzip'])(
  '%j is not a list of entity tags',
  (header) => {
    expect(() => namedVersions('If-None-Match', header)).toThrow(
      expect.objectContaining({
        slug: 'malformed-request',
        errors: [{ header: 'If-None-Match', code: 'bad-format', detail: expect.stringContaining('"3"') }],
      }),
    );
  },
);

test('a version is named by its number alone or by anything', () => {
  expect(namesVersion([1, 7], 7)).toBe(true);
  expect(namesVersion('*', 7)).toBe(true);
  expect(namesVersion([70], 7)).toBe(false);
  expect(namedVersions('If-Match', undefined)).toBeUndefined();
});
