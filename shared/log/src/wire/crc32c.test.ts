import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';

// Check value of the CRC catalogue, and the vectors of RFC 3720, B.4.
test.each([
  ['the digits', Buffer.from('123456789'), 0xe3069283],
  ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
  ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['nothing', Buffer.alloc(0), 0],
])('the checksum of %s is the published one', (_name, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});

test('a checksum may begin within a buffer', () => {
  expect(crc32c(Buffer.from('xyz123456789'), 3)).toBe(0xe3069283);
});
