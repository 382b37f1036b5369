const TWO_TO_32 = 2 ** 32;

/** Reads Kafka's primitive types. Reading past the end throws a RangeError. */
export class ByteReader {
  readonly buffer: Buffer;
  at = 0;

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  get remaining(): number {
    return this.buffer.length - this.at;
  }

  int8(): number {
    const value = this.buffer.readInt8(this.at);
    this.at += 1;
    return value;
  }

  int16(): number {
    const value = this.buffer.readInt16BE(this.at);
    this.at += 2;
    return value;
  }

  int32(): number {
    const value = this.buffer.readInt32BE(this.at);
    this.at += 4;
    return value;
  }

  uint32(): number {
    const value = this.buffer.readUInt32BE(this.at);
    this.at += 4;
    return value;
  }

  /** Offsets and times are numbers here: no log reaches 2^53 records, and one that claims to is broken. */
  int64(): number {
    const value = this.int32() * TWO_TO_32 + this.uint32();
    if (!Number.isSafeInteger(value)) throw new RangeError(`a 64-bit number beyond the safe integers: ${value}`);
    return value;
  }

  string(): string {
    return this.bytes(this.int16())?.toString('utf8') ?? '';
  }

  varint(): number {
    let raw = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1);
    }
    throw new RangeError('a varint longer than five bytes');
  }

  /** A zigzag varint of up to 64 bits; exact within the safe integers. */
  varlong(): number {
    let raw = 0;
    for (let scale = 1; scale < 2 ** 70; scale *= 128) {
      const byte = this.byte();
      raw += (byte & 0x7f) * scale;
      if (byte < 0x80) return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
    }
    throw new RangeError('a varlong longer than ten bytes');
  }

  /** A slice of the buffer, not a copy; a negative length stands for null. */
  bytes(length: number): Buffer | null {
    if (length < 0) return null;
    if (length > this.remaining) throw new RangeError(`${length} bytes wanted, ${this.remaining} left`);
    const slice = this.buffer.subarray(this.at, this.at + length);
    this.at += length;
    return slice;
  }

  skip(length: number): void {
    if (length > this.remaining) throw new RangeError(`${length} bytes to skip, ${this.remaining} left`);
    this.at += length;
  }

  private byte(): number {
    const byte = this.buffer[this.at];
    if (byte === undefined) throw new RangeError('read past the end of the buffer');
    this.at += 1;
    return byte;
  }
}
