const twoTo32 = 2 ** 32;

/** Bytes of a signed 32-bit number as a zigzag varint. */
export function sizeOfVarint(value: number): number {
  let rest = zigzag(value);
  let size = 1;
  for (; rest > 0x7f; rest >>>= 7) size += 1;
  return size;
}

const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;

/** Writes Kafka's primitive types into a buffer of a size known beforehand. Writing past its end throws a RangeError. */
export class ByteWriter {
  readonly buffer: Buffer;
  at = 0;

  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  uint8(value: number): void {
    this.at = this.buffer.writeUInt8(value, this.at);
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

  /** A safe integer, also a negative one. */
  int64(value: number): void {
    this.int32(Math.floor(value / twoTo32));
    this.uint32(value >>> 0);
  }

  varint(value: number): void {
    let rest = zigzag(value);
    for (; rest > 0x7f; rest >>>= 7) this.uint8((rest & 0x7f) | 0x80);
    this.uint8(rest);
  }

  /** Without a length before it. */
  text(value: string): void {
    this.at += this.buffer.write(value, this.at);
  }

  /** Without a length before them. */
  bytes(value: Buffer): void {
    if (this.at + value.length > this.buffer.length) throw new RangeError('written past the end of the buffer');
    this.at += value.copy(this.buffer, this.at);
  }
}
