const twoTo32 = 2 ** 32;

/** Reads Kafka's primitive types from a buffer, one after the other. Reading past its end throws a RangeError. */
export class ByteReader {
  readonly buffer: Buffer;
  at = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  get left(): number {
    return this.buffer.length - this.at;
  }

  skip(length: number): void {
    this.at += length;
  }

  int8(): number {
    this.at += 1;
    return this.buffer.readInt8(this.at - 1);
  }

  int16(): number {
    this.at += 2;
    return this.buffer.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.buffer.readInt32BE(this.at - 4);
  }

  /** Exact up to 2^53. */
  int64(): number {
    this.at += 8;
    return this.buffer.readInt32BE(this.at - 8) * twoTo32 + this.buffer.readUInt32BE(this.at - 4);
  }

  /** A zigzag varint or varlong; exact up to 2^53. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.buffer[this.at++];
      if (byte === undefined) throw new RangeError('read past the end of the buffer');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  /** A view, not a copy. */
  bytes(length: number): Buffer {
    if (length < 0 || length > this.left) throw new RangeError('read past the end of the buffer');
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  /** With its length before it, as 16 bits. */
  text(): string {
    return this.bytes(this.int16()).toString();
  }
}
