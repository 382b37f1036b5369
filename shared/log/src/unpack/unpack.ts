import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ZSTDDecoder } from 'zstddec';
import { unpackLz4 } from './unpack-lz4.ts';
import { unpackSnappy } from './unpack-snappy.ts';
import { unpackLimit } from './unpacked-bytes.ts';

type Unpack = (packed: Buffer) => Buffer | Promise<Buffer>;

const gunzipped = promisify(gunzip);

/** By the number that a batch names its compression with. */
const ways: Readonly<Record<number, Unpack>> = {
  1: (packed) => gunzipped(packed, { maxOutputLength: unpackLimit }),
  2: unpackSnappy,
  3: unpackLz4,
  4: unpackZstd,
};

/** The records of a compressed batch. Rejects with a reason in words where they cannot be had: then they never can. */
export async function unpack(compression: number, packed: Buffer): Promise<Buffer> {
  const way = ways[compression];
  if (way === undefined) throw new Error(`compression ${compression} is unknown`);
  return way(packed);
}

const decoder = new ZSTDDecoder();

/**
 * Zstandard. Rejects where it is broken, or comes to more than the limit. Node's own decoder is not used, since Node 20 has none, and what can
 * be read must not depend on the machine.
 */
async function unpackZstd(packed: Buffer): Promise<Buffer> {
  await decoder.init();
  const unpacked = decoder.decode(packed, unpackLimit);
  if (unpacked.length === 0) throw new Error(`broken, or more than ${unpackLimit} bytes`);
  return Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.length);
}
