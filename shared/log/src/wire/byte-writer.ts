const TWO_TO_32 = 2 ** 32;

/** Size of a signed 32-bit number as a zigzag varint. */
export function sizeOfVarint(value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let size = 1;
  while (rest > 0x7f) {
    rest >>>= 7;
    size += 1;
  }
  return size;
}

/**
 * Writes Kafka's primitive types into a buffer of a size known beforehand. Writing past its end throws, since a wrong size
 * is a mistake in this package.
 */
export class ByteWriter {
  readonly buffer: Buffer;
  at = 0;

  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  int8(value: number): void {
    this.at = this.buffer.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  uint32(value: number): void {
    this.at = this.buffer.writeUInt32BE(value, this.at);
  }

  /** A safe integer, negative ones included. */
  int64(value: number): void {
    this.int32(Math.floor(value / TWO_TO_32));
    this.uint32(value >>> 0);
  }

  /** A string of at most 32,767 bytes behind its length, or null. */
  string(value: string | null): void {
    if (value === null) {
      this.int16(-1);
      return;
    }
    this.int16(Buffer.byteLength(value));
    this.at += this.buffer.write(value, this.at);
  }

  varint(value: number): void {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 0x7f) {
      this.buffer[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.at++] = rest;
  }

  /** Bytes as they are, with no length before them. */
  raw(bytes: Buffer): void {
    if (this.at + bytes.length > this.buffer.length) throw new RangeError('write past the end of the buffer');
    this.at += bytes.copy(this.buffer, this.at);
  }

  text(value: string): void {
    this.at += this.buffer.write(value, this.at);
  }
}
