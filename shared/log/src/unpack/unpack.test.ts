import { gzipSync } from 'node:zlib';
import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { unpack } from './unpack.ts';
import { unpackLimit } from './unpacked-bytes.ts';

const zeros = Buffer.alloc(unpackLimit + 1);

/** A frame of one block that is a run of one byte, `length` of them. */
function lz4Run(length: number): Buffer {
  const more = length - 1 - 4 - 15;
  const block = Buffer.concat([
    Buffer.from([0x1f, 0, 1, 0]),
    Buffer.alloc(Math.floor(more / 255), 255),
    Buffer.from([more % 255]),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(block.length);
  return Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73]), size, block, Buffer.alloc(4)]);
}

/** A frame of blocks that are runs of one byte, up to 128 KiB each. */
function zstdRun(length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let left = length; left > 0; ) {
    const run = Math.min(left, 128 * 1024);
    left -= run;
    const head = (run << 3) | (1 << 1) | (left === 0 ? 1 : 0);
    blocks.push(Buffer.from([head & 255, (head >> 8) & 255, (head >> 16) & 255, 0]));
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x78]), ...blocks]);
}

const runs: readonly (readonly [string, number, (length: number) => Buffer])[] = [
  ['gzip', 1, (length) => gzipSync(zeros.subarray(0, length))],
  ['snappy', 2, (length) => compress(zeros.subarray(0, length))],
  ['lz4', 3, lz4Run],
  ['zstd', 4, zstdRun],
];

test.each(runs)(
  '%s: what comes to no more than the limit is unpacked, and one byte more is refused',
  async (_, way, run) => {
    const unpacked = await unpack(way, run(unpackLimit));
    expect(unpacked.length).toBe(unpackLimit);
    expect(unpacked.equals(zeros.subarray(0, unpackLimit))).toBe(true);
    await expect(unpack(way, run(unpackLimit + 1))).rejects.toThrow();
  },
);

test('lz4 frames with stored blocks, block checksums and a content size are read', async () => {
  const frame = Buffer.concat([
    Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x78, 0x70]),
    Buffer.from([6, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from([0]),
    ...['abc', 'def'].map((text) =>
      Buffer.concat([Buffer.from([3, 0, 0, 0x80]), Buffer.from(text), Buffer.from('sum!')]),
    ),
    Buffer.alloc(4),
  ]);
  expect(String(await unpack(3, frame))).toBe('abcdef');
});

test('snappy without the stream of the Java client is read', async () => {
  expect(String(await unpack(2, compress(Buffer.from('one block'))))).toBe('one block');
});

test('a compression that nobody knows is refused in words', async () => {
  await expect(unpack(6, Buffer.alloc(3))).rejects.toThrow('compression 6 is unknown');
});
