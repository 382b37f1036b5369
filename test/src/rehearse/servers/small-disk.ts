import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const everyMs = 50;
const chunks = [1 << 20, 1 << 16, 1 << 12].map((size) => Buffer.alloc(size, 'x'));

/** A file system of its own, in memory, that can be filled to its last byte. */
export class SmallDisk {
  readonly #folder: string;
  readonly #megabytes: number;
  #filling: Promise<void> | undefined;
  #full = false;

  constructor(folder: string, megabytes: number) {
    this.#folder = folder;
    this.#megabytes = megabytes;
  }

  /** Rejects with what to do where file systems may not be mounted. */
  async mount(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${this.#megabytes}m`, 'tmpfs', this.#folder]);
    } catch (error) {
      throw new Error('No file system can be mounted: run this as root of Linux, in a container with CAP_SYS_ADMIN.', {
        cause: error,
      });
    }
  }

  /** Resolves when nothing is free; what becomes free later is taken, too. */
  async fill(): Promise<void> {
    this.#full = true;
    await this.#takeAll();
    this.#filling = this.#keepFull();
  }

  async free(): Promise<void> {
    this.#full = false;
    await this.#filling;
    await rm(this.#filler, { force: true });
  }

  async unmount(): Promise<void> {
    await this.free();
    await run('umount', ['--lazy', this.#folder]);
  }

  get #filler(): string {
    return join(this.#folder, 'filler');
  }

  async #keepFull(): Promise<void> {
    while (this.#full) {
      await wait(everyMs);
      await this.#takeAll();
    }
  }

  async #takeAll(): Promise<void> {
    const file = await open(this.#filler, 'a');
    try {
      for (const chunk of chunks) await takeIn(file, chunk);
    } finally {
      await file.close();
    }
  }
}

/** Until nothing of this size fits any more. */
async function takeIn(file: Awaited<ReturnType<typeof open>>, chunk: Buffer): Promise<void> {
  try {
    for (;;) {
      const { bytesWritten } = await file.write(chunk);
      if (bytesWritten < chunk.length) return;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
