import { expect, test } from 'vitest';
import { payloadItems } from './call-frames.ts';

test.each([
  [{ pointer: '#/title' }, { pointer: '#/payload/title' }],
  [{ pointer: '#' }, { pointer: '#/payload' }],
  [{ parameter: 'priority:ge' }, { pointer: '#/payload/priority%3Age' }],
  [{ header: 'If-Match' }, { pointer: '#/payload/if_match' }],
  [{ header: 'idempotency-key' }, { pointer: '#/payload/idempotency_key' }],
  [{ header: 'Consistency-Token' }, { pointer: '#/payload/consistency_token' }],
  [{ header: 'Accept' }, { header: 'Accept' }],
])('%j of a request is %j of the call', (at, expected) => {
  const rest = { code: 'x', detail: 'X.' };
  expect(payloadItems([{ ...at, ...rest }])).toEqual([{ ...expected, ...rest }]);
});
