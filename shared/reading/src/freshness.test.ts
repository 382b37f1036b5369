import { expect, test } from 'vitest';
import { preferredWaitS } from './freshness.ts';

test.each([
  ['wait=10', 10],
  ['Wait = "7"', 7],
  ['respond-async, wait=0', 0],
  ['wait=3; foo="bar", handling=lenient', 3],
  ['wait=31', 30],
  ['wait=999999999', 30],
])('%j asks for %d seconds', (header, seconds) => {
  expect(preferredWaitS(header)).toBe(seconds);
});

test.each(['', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=soon', 'await=3', 'wait=1e3'])(
  '%j asks for nothing that can be read',
  (header) => {
    expect(preferredWaitS(header)).toBeUndefined();
  },
);
