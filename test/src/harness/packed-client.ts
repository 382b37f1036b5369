import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const examples = join(root, 'shared/client/src');

const compilerOptions = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
  ...{ target: 'es2023', lib: ['es2023', 'dom', 'esnext.disposable'], types: ['node'] },
  ...{ noEmit: true, allowImportingTsExtensions: true },
};

/** What would compile if a type had got lost on the way and were `any`. */
const wrong = `import type { FeedSubscription, NotesClient, Task } from '@notes/client';
import type { ConsumedEvent } from '@notes/client/kafka';
// @ts-expect-error
export const severity: Task['severity'] = 'high';
// @ts-expect-error
export const filter: Parameters<NotesClient['tasks']['page']>[0] = { 'due:lt': 7 };
// @ts-expect-error
export const followed = (client: NotesClient): FeedSubscription<string> => client.feed.subscribe('tasks');
// @ts-expect-error
export const consumed = (event: ConsumedEvent): number => event.data;
`;

/** The client as it is packed, installed in a project of its own, whose sources are the examples of the README. */
export class PackedClient {
  readonly tarball: string;
  readonly #folder: string;

  private constructor(folder: string, tarball: string) {
    this.#folder = folder;
    this.tarball = tarball;
  }

  static async install(): Promise<PackedClient> {
    const folder = await mkdtemp(join(tmpdir(), 'notes-packed-'));
    const { stdout } = await run(process.execPath, [join(root, 'infra/pack-client.mjs'), folder]);
    const packed = new PackedClient(folder, stdout.trim());
    const home = join(folder, 'node_modules/@notes/client');
    await mkdir(home, { recursive: true });
    await run('tar', ['xzf', packed.tarball, '--strip-components=1', '-C', home]);
    const { dependencies } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    for (const name of [...Object.keys(dependencies), '@types/node']) {
      const at = join(folder, 'node_modules', name);
      await mkdir(dirname(at), { recursive: true });
      await symlink(join(root, 'node_modules', name), at);
    }
    await cp(join(examples, 'snippets'), join(folder, 'snippets'), { recursive: true });
    await mkdir(join(folder, 'testing'));
    await cp(join(examples, 'testing/run-examples.ts'), join(folder, 'testing/run-examples.ts'));
    await writeFile(join(folder, 'testing/wrong.ts'), wrong);
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    return packed;
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true });
  }

  /** What the linters of packages find; empty: nothing. */
  async lint(): Promise<string> {
    const found = [
      run(bin('publint'), ['run', this.tarball, '--strict']),
      run(bin('attw'), [this.tarball, '--profile', 'esm-only']),
    ].map((running) => running.then(() => '', failureText));
    return (await Promise.all(found)).join('');
  }

  /** What the compiler finds in the examples where modules are resolved in this way, and whether it misses a mistake; empty: nothing. */
  async compile(moduleResolution: 'nodenext' | 'bundler'): Promise<string> {
    const module = moduleResolution === 'bundler' ? 'esnext' : 'nodenext';
    const config = {
      compilerOptions: { ...compilerOptions, module, moduleResolution },
      include: ['snippets', 'testing'],
    };
    const path = join(this.#folder, `tsconfig.${module}.json`);
    await writeFile(path, JSON.stringify(config));
    return run(bin('tsc'), ['-p', path]).then(() => '', failureText);
  }

  /** What comes of the examples in a process of its own. */
  async runInNode(url: string): Promise<unknown> {
    await this.#bundle('node', url);
    const code = `const { runExamples } = await import('./node/run-examples.js');
      process.stdout.write(JSON.stringify(await runExamples('Node')), () => process.exit());`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: this.#folder });
    return JSON.parse(stdout);
  }

  /** The examples with the client in them, as a module for browsers. */
  async bundleForBrowser(url: string): Promise<string> {
    await this.#bundle('browser', url);
    return readFile(join(this.#folder, 'browser/run-examples.js'), 'utf8');
  }

  async #bundle(platform: 'node' | 'browser', url: string): Promise<void> {
    const made = await rolldown({
      cwd: this.#folder,
      input: 'testing/run-examples.ts',
      platform,
      external: platform === 'node' ? ['@notes/client'] : [],
      transform: { define: { 'process.env': JSON.stringify({ NOTES_URL: url }) } },
    });
    await made.write({ dir: join(this.#folder, platform) });
  }
}

const failureText = ({ stdout = '', message }: { readonly stdout?: string; readonly message: string }): string =>
  stdout || message;
