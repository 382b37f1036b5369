import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { unpackLimit } from './unpack-limit.ts';
import { unpackLz4 } from './unpack-lz4.ts';
import { unpackSnappy } from './unpack-snappy.ts';
import { unpackZstd } from './unpack-zstd.ts';

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
