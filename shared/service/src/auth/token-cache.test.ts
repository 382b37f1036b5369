import { expect, test } from 'vitest';
import { TokenCache } from './create-token-verifier.ts';

test('gives back what it was given until its time', () => {
  const cache = new TokenCache<string>(2);
  cache.set('a', 'ada', 1000);
  expect(cache.get('a', 999)).toBe('ada');
  expect(cache.get('a', 1000)).toBeUndefined();
  expect(cache.get('a', 0)).toBeUndefined();
});

test('lets go of what was not used for longest', () => {
  const cache = new TokenCache<string>(2);
  cache.set('a', 'ada', 1000);
  cache.set('b', 'bob', 1000);
  cache.get('a', 0);
  cache.set('c', 'cleo', 1000);
  expect(['a', 'b', 'c'].map((token) => cache.get(token, 0))).toEqual(['ada', undefined, 'cleo']);
});
