import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

// Jars and wheels are zip files, and neither Node nor every machine has a program to open them. Offsets are those of
// APPNOTE.TXT 4.3; encryption, several disks and the 64-bit extensions are not needed for files of some megabytes.
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;

export type ZipEntry = {
  readonly name: string;
  /** Permission bits of a file made on Unix, else 0. */
  readonly mode: number;
  readonly read: () => Buffer;
};

/** The files in an archive, folders left out. Throws on anything that is not a plain zip file. */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.length < end + endLength || archive.readUInt32LE(end) !== endSignature) {
    throw new Error('not a zip file');
  }
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== entrySignature) throw new Error('damaged zip file');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const header = at;
    if (!name.endsWith('/')) {
      entries.push({ name, mode: archive.readUInt16LE(at + 40) & 0o777, read: () => content(archive, header) });
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function content(archive: Buffer, header: number): Buffer {
  const method = archive.readUInt16LE(header + 10);
  const packed = archive.readUInt32LE(header + 20);
  const local = archive.readUInt32LE(header + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const bytes = archive.subarray(start, start + packed);
  if (method === 0) return bytes;
  if (method === 8) return inflateRawSync(bytes);
  throw new Error(`zip compression ${method} is not supported`);
}

/** Writes the entries below `prefix` into the folder, without the prefix. An entry that would land elsewhere is an error. */
export function unzip(archive: Buffer, prefix: string, folder: string): void {
  for (const entry of zipEntries(archive)) {
    if (!entry.name.startsWith(prefix)) continue;
    const relative = entry.name.slice(prefix.length);
    if (relative.startsWith('/') || relative.split(/[/\\]/).includes('..'))
      throw new Error(`unsafe path ${entry.name}`);
    const file = join(folder, relative);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, entry.read());
    if (entry.mode !== 0) chmodSync(file, entry.mode);
  }
}
