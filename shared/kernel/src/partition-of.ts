const seed = 0x9747b28c;
const mix = 0x5bd1e995;
const utf8 = new TextEncoder();

/**
 * The partition that Kafka's own clients choose for this key: murmur2 of its UTF-8 bytes, sign bit cleared, modulo the
 * number of partitions.
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(encode(key)) & 0x7fffffff) % partitions;
}

const scratch = new Uint8Array(64);

/** Ids are short ASCII, and an encoder costs several times the hash. The bytes are good until the next call. */
function encode(key: string): Uint8Array {
  if (key.length > scratch.length) return utf8.encode(key);
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code > 0x7f) return utf8.encode(key);
    scratch[i] = code;
  }
  return scratch.subarray(0, key.length);
}

/** MurmurHash2, 32 bits, with the seed of Kafka's Java client. A signed number. */
export function murmur2(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - (bytes.length % 4);
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(view.getInt32(at, true), mix);
    word = Math.imul(word ^ (word >>> 24), mix);
    hash = Math.imul(hash, mix) ^ word;
  }
  if (whole < bytes.length) {
    let rest = 0;
    for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | (bytes[at] ?? 0);
    hash = Math.imul(hash ^ rest, mix);
  }
  hash = Math.imul(hash ^ (hash >>> 13), mix);
  return hash ^ (hash >>> 15);
}
