import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Hexadecimal SHA-256 of a file's content; undefined when there is no such file. */
export async function fileSha256(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
