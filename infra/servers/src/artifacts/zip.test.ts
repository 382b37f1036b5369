import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unzip, zipEntries } from './zip.ts';

type File = { name: string; content: string; mode: number; packed: boolean };

/** The smallest archive that holds the files, by the letter of the format. */
function zip(files: File[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode, packed } of files) {
    const bytes = packed ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(packed ? 8 : 0, 10);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(mode, 40);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name), bytes);
    entries.push(entry, Buffer.from(name));
    offset += 30 + name.length + bytes.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const java = { name: 'jre/bin/java', content: 'x'.repeat(1000), mode: 0o755, packed: true };
const release = { name: 'jre/release', content: 'version', mode: 0o644, packed: false };
const folder = { name: 'jre/', content: '', mode: 0o755, packed: false };

test('lists files, not folders', () => {
  expect(zipEntries(zip([folder, java, release])).map(({ name }) => name)).toEqual(['jre/bin/java', 'jre/release']);
});

test('writes packed and stored files below the prefix with their permissions', () => {
  const target = mkdtempSync(join(tmpdir(), 'zip-'));
  unzip(zip([folder, java, release, { ...release, name: 'other' }]), 'jre/', target);
  expect(readFileSync(join(target, 'bin/java'), 'utf8')).toBe(java.content);
  expect(statSync(join(target, 'bin/java')).mode & 0o777).toBe(0o755);
  expect(readFileSync(join(target, 'release'), 'utf8')).toBe('version');
  rmSync(target, { recursive: true });
});

test.each(['../evil', 'a/../../evil', '/etc/evil', '..\\evil'])(
  'refuses to write outside of the folder: %s',
  (name) => {
    expect(() => unzip(zip([{ ...release, name: `jre/${name}` }]), 'jre/', '/nonexistent')).toThrow('unsafe path');
  },
);

test('refuses what is no zip file', () => {
  expect(() => zipEntries(Buffer.from('<html>Not found</html>'))).toThrow('not a zip file');
});
