import { ZSTDDecoder } from 'zstddec';
import { unpackLimit } from './unpack-limit.ts';

const decoder = new ZSTDDecoder();

/**
 * Zstandard. Rejects where it is broken, or comes to more than the limit. Node's own decoder is not used, since Node 20 has none, and what can
 * be read must not depend on the machine.
 */
export async function unpackZstd(packed: Buffer): Promise<Buffer> {
  await decoder.init();
  const unpacked = decoder.decode(packed, unpackLimit);
  if (unpacked.length === 0) throw new Error(`broken, or more than ${unpackLimit} bytes`);
  return Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.length);
}
