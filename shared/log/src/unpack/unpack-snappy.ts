import { ByteReader } from '../byte-reader.ts';
import { UnpackedBytes } from './unpacked-bytes.ts';

/** What the stream of the Java client begins with. */
const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const versionBytes = 8;

/**
 * Snappy, as a single block or in the stream of blocks that the Java client writes: magic 8 · versions 8 · then length 4 and block,
 * over and over. Throws where it is broken, or comes to more than the limit.
 */
export function unpackSnappy(packed: Buffer): Buffer {
  const unpacked = new UnpackedBytes();
  if (packed.subarray(0, magic.length).equals(magic)) {
    const reader = new ByteReader(packed);
    reader.skip(magic.length + versionBytes);
    while (reader.left > 0) unpackBlock(reader.bytes(reader.int32()), unpacked);
  } else unpackBlock(packed, unpacked);
  return unpacked.toBuffer();
}

/**
 * The length of it all, seven bits a byte · then elements: a tag 1, whose last two bits say what follows. Literals (0): their count less 1
 * in the other bits of the tag, or from 60 on in so many bytes less 59. Else a repetition, and how far back it is: 11 bits (1), 16 (2) or 32 (3).
 */
function unpackBlock(block: Buffer, into: UnpackedBytes): void {
  const reader = new ByteReader(block);
  while (reader.int8() < 0); // Known when all is unpacked.
  while (reader.left > 0) {
    const tag = reader.int8() & 0xff;
    const rest = tag >> 2;
    switch (tag & 3) {
      case 0:
        into.put(reader.bytes(1 + (rest < 60 ? rest : reader.bytes(rest - 59).readUIntLE(0, rest - 59))));
        break;
      case 1:
        into.repeat(((rest >> 3) << 8) | (reader.int8() & 0xff), (rest & 7) + 4);
        break;
      case 2:
        into.repeat(reader.bytes(2).readUInt16LE(), rest + 1);
        break;
      default:
        into.repeat(reader.bytes(4).readUInt32LE(), rest + 1);
    }
  }
}
