/**
 * What a batch may come to, unpacked: 32 MiB, where a broker takes one of 1 MiB as it comes. Some ways of compressing make a gigabyte of a
 * few bytes; a batch beyond this is one that cannot be read, for every reader alike.
 */
export const unpackLimit = 32 * 1024 * 1024;

/**
 * What has been unpacked so far: bytes as they come, and repetitions of what is there. Throws a RangeError for what would go beyond the
 * limit or begin before the first byte. Its room is taken at once; what is never touched takes no memory.
 */
export class UnpackedBytes {
  readonly #room = Buffer.allocUnsafeSlow(unpackLimit);
  #length = 0;

  put(bytes: Buffer): void {
    this.#grow(bytes.length);
    bytes.copy(this.#room, this.#length - bytes.length);
  }

  /** Repeats what stands so far back. Byte by byte, since it may run into what it writes. */
  repeat(back: number, length: number): void {
    const room = this.#room;
    let at = this.#length;
    if (back < 1 || back > at) throw new RangeError('a repetition begins where nothing is');
    this.#grow(length);
    for (const end = at + length; at < end; at++) room[at] = room[at - back] as number;
  }

  /** A copy of it all. */
  toBuffer(): Buffer {
    return Buffer.from(this.#room.subarray(0, this.#length));
  }

  #grow(length: number): void {
    if (this.#length + length > unpackLimit) throw new RangeError(`it comes to more than ${unpackLimit} bytes`);
    this.#length += length;
  }
}
