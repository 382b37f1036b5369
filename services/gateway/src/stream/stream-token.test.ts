import { expect, test } from 'vitest';
import { tokenExpiryMs } from './stream-token.ts';

const token = `e30.${Buffer.from('{"exp":1700000000}').toString('base64url')}.x`;

test.each([
  ['the header', { authorization: `Bearer ${token}` }],
  ['the subprotocol', { 'sec-websocket-protocol': `notes.v1, bearer.${token}` }],
])('the expiry of a token is read from %s', (_, headers) => {
  expect(tokenExpiryMs({ headers, rawHeaders: [] })).toBe(1_700_000_000_000);
});

test('without a token there is none', () => {
  expect(tokenExpiryMs({ headers: {}, rawHeaders: [] })).toBeUndefined();
});
