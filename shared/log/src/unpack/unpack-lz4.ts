import { ByteReader } from '../byte-reader.ts';
import { UnpackedBytes } from './unpacked-bytes.ts';

const magic = 0x184d2204;
const stored = 0x8000_0000;
const shortestMatch = 4;

/** The descriptor of a frame: a byte of flags, and one that names the size of blocks. */
const hasBlockChecksums = 0x10;
const hasContentSize = 0x08;
const hasDictionary = 0x01;
const versionMask = 0xc0;
const version = 0x40;

/**
 * An LZ4 frame: magic 4 · flags 1 · block size 1 · content size 8, if flagged · checksum 1 · then blocks, each with its length before it,
 * up to one of length 0. Throws where it is broken, or comes to more than the limit. Checksums are passed over: a batch has its own.
 */
export function unpackLz4(packed: Buffer): Buffer {
  const reader = new ByteReader(packed);
  if (littleEndian(reader) !== magic) throw new Error('no LZ4 frame');
  const flags = reader.int8();
  if ((flags & versionMask) !== version || (flags & hasDictionary) !== 0)
    throw new Error('an unknown kind of LZ4 frame');
  reader.skip(1 + ((flags & hasContentSize) === 0 ? 0 : 8) + 1);
  const unpacked = new UnpackedBytes();
  for (;;) {
    const head = littleEndian(reader);
    if (head === 0) return unpacked.toBuffer();
    const block = reader.bytes(head & ~stored);
    if ((head & stored) === 0) unpackBlock(block, unpacked);
    else unpacked.put(block);
    if ((flags & hasBlockChecksums) !== 0) reader.skip(4);
  }
}

/**
 * A row of sequences: a token 1, which holds the count of literals and the length of the match, each continued in further bytes where it
 * does not fit · the literals · how far back the match is 2. The last sequence has no match.
 */
function unpackBlock(block: Buffer, into: UnpackedBytes): void {
  const reader = new ByteReader(block);
  while (reader.left > 0) {
    const token = reader.int8();
    into.put(reader.bytes(lengthOf(reader, (token >> 4) & 0x0f)));
    if (reader.left === 0) return;
    const back = reader.bytes(2).readUInt16LE();
    into.repeat(back, lengthOf(reader, token & 0x0f) + shortestMatch);
  }
}

function lengthOf(reader: ByteReader, start: number): number {
  let length = start;
  for (let more = start === 15 ? 255 : 0; more === 255; length += more) more = reader.int8() & 0xff;
  return length;
}

const littleEndian = (reader: ByteReader): number => reader.bytes(4).readUInt32LE();
