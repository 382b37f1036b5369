import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './service-process.ts';

const run = promisify(execFile);

/** A copy of this repository with what is built, in a git repository of its own, where nothing has changed yet. */
export class Checkout {
  /** Ends with a slash. */
  readonly root: string;

  private constructor(folder: string) {
    this.root = `${folder}/`;
  }

  static async create(): Promise<Checkout> {
    const checkout = new Checkout(await mkdtemp(join(tmpdir(), 'notes-checkout-')));
    const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
    });
    const files = stdout.split('\0').filter((path) => path !== '');
    await Promise.all(files.map((path) => checkout.#copy(path)));
    await checkout.#link();
    // With what was built, only what changes has to be built again.
    const folders = new Set(files.filter((path) => path.endsWith('package.json')).map((path) => dirname(path)));
    await Promise.all([...folders, 'shared/kernel/model'].map((folder) => checkout.#copy(join(folder, 'dist'))));
    await checkout.run('git', 'init', '--quiet');
    await checkout.run('git', 'add', '--all');
    const author = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
    await checkout.run('git', ...author, 'commit', '--quiet', '--no-verify', '--message', 'copy');
    return checkout;
  }

  /** Runs a program here; resolves with what it prints, rejects if it fails. */
  async run(program: string, ...args: readonly string[]): Promise<string> {
    return (await run(program, args, { cwd: this.root })).stdout;
  }

  /** Runs a program in JavaScript, in one of the folders; resolves with what it prints, rejects if it fails. */
  async node(
    file: string,
    args: readonly string[],
    { folder = '.', env = {} }: { readonly folder?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    const options = { cwd: join(this.root, folder), env: { ...process.env, ...env } };
    return (await run(process.execPath, [join(this.root, file), ...args], options)).stdout;
  }

  /** What git says has changed: each file, those of a new folder by themselves. */
  async changed(): Promise<string[]> {
    const lines = (await this.run('git', 'status', '--porcelain', '--untracked-files=all')).split('\n');
    return lines.map((line) => line.slice(3)).filter((path) => path !== '');
  }

  /** The lines that were added to files that git knows, by file. */
  async added(): Promise<Readonly<Record<string, readonly string[]>>> {
    const paths = (await this.run('git', 'diff', '--name-only')).split('\n').filter((path) => path !== '');
    const linesOf = async (path: string) => {
      const diff = (await this.run('git', 'diff', '--unified=0', path)).split('\n');
      return diff.filter((line) => /^\+(?!\+\+ )/.test(line)).map((line) => line.slice(1).trim());
    };
    return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await linesOf(path)] as const)));
  }

  write(path: string, text: string): Promise<void> {
    return writeFile(join(this.root, path), text);
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  /** Leaves out what is not there: a file that was removed, and not committed yet. */
  async #copy(path: string): Promise<void> {
    await cp(join(root, path), join(this.root, path), { recursive: true, preserveTimestamps: true }).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** Our packages are those of the copy, all others those that are installed. */
  async #link(): Promise<void> {
    const installed = join(root, 'node_modules');
    const here = join(this.root, 'node_modules');
    await mkdir(join(here, '@notes'), { recursive: true });
    await this.#copy('node_modules/.package-lock.json');
    for (const name of await readdir(installed))
      if (!['@notes', '.package-lock.json', '.cache'].includes(name))
        await symlink(join(installed, name), join(here, name));
    for (const name of await readdir(join(installed, '@notes')))
      await symlink(await readlink(join(installed, '@notes', name)), join(here, '@notes', name));
  }
}
