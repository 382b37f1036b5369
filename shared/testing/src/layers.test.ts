import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';

// Plants one violation of each kind in a small tree of its own, under the rules of this one, and sees it refused.
const root = fileURLToPath(new URL('../../../', import.meta.url));
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const dir = mkdtempSync(join(tmpdir(), 'notes-layers-'));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(path: string, content: string | object): void {
  mkdirSync(join(dir, dirname(path)), { recursive: true });
  writeFileSync(join(dir, path), typeof content === 'string' ? content : JSON.stringify(content));
}

function run(program: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', program), args, { cwd: dir, encoding: 'utf8' });
  return stdout + stderr;
}

describe('between packages', () => {
  type Package = { readonly tag: string; readonly uses?: string };

  /** What the tool says of packages in folders of their names; each takes a type from the one that it uses. */
  function boundaries(packages: Readonly<Record<string, Package>>): string {
    write('package.json', { name: 'notes', packageManager: 'npm@11.19.1', workspaces: ['packages/*'] });
    write('package-lock.json', { name: 'notes', lockfileVersion: 3, packages: {} });
    write('turbo.json', { tasks: {}, boundaries: readJson('turbo.json').boundaries });
    for (const [name, { tag, uses }] of Object.entries(packages)) {
      const dependencies = uses === undefined ? {} : { [`@notes/${uses}`]: '0.1.0' };
      write(`packages/${name}/package.json`, { name: `@notes/${name}`, version: '0.1.0', dependencies });
      write(`packages/${name}/turbo.json`, { extends: ['//'], tags: [tag] });
      if (uses !== undefined) write(`packages/${name}/src/index.ts`, `export type { A } from '@notes/${uses}';\n`);
    }
    return run('turbo', 'boundaries');
  }

  test('each layer imports those below it, and features and services never each other', () => {
    const below: Readonly<Record<string, readonly string[]>> = {
      contracts: [],
      kernel: ['contracts'],
      shared: ['contracts', 'kernel', 'shared'],
      feature: ['contracts', 'kernel', 'shared'],
      client: ['contracts', 'kernel', 'shared', 'feature'],
      page: ['contracts', 'kernel', 'shared', 'client', 'feature'],
      view: ['contracts', 'kernel', 'shared', 'client', 'feature', 'page'],
      service: ['contracts', 'kernel', 'shared', 'client', 'feature', 'page', 'view'],
    };
    const layers = Object.keys(below);
    const packages = Object.fromEntries(layers.map((tag): [string, Package] => [tag, { tag }]));
    for (const tag of layers) for (const uses of layers) packages[`${tag}-on-${uses}`] = { tag, uses };
    const found = boundaries(packages).replaceAll(/[\s|]+/g, ' ');
    const refused = found.matchAll(
      /Package `@notes\/\w+` found without any tag listed in allowlist for `@notes\/([\w-]+)`/g,
    );
    const wrong = layers.flatMap((tag) =>
      layers.filter((uses) => !below[tag]?.includes(uses)).map((uses) => `${tag}-on-${uses}`),
    );
    expect(Array.from(refused, ([, name]) => name).toSorted()).toEqual(wrong.toSorted());
  });

  test('no import goes past the manifest', () => {
    write('packages/other/src/index.ts', "export type { A } from '@notes/kernel';\n");
    write('packages/other/src/b.ts', "export type { A } from '../../kernel/src/index.ts';\n");
    const found = boundaries({ kernel: { tag: 'kernel' }, other: { tag: 'service' } });
    expect(found).toMatch(/cannot import package `@notes\/kernel`/);
    expect(found).toMatch(/leaves the package/);
  });

  test('each package of ours is in one of the layers', () => {
    const { workspaces } = readJson('package.json') as { workspaces: string[] };
    const layers = Object.keys(readJson('turbo.json').boundaries.tags);
    const { packages: locked } = readJson('package-lock.json') as { packages: Record<string, unknown> };
    const folders = Object.keys(locked).filter((path) => path !== '' && !path.includes('node_modules'));
    expect(folders.length).toBeGreaterThanOrEqual(workspaces.length);
    for (const folder of folders.filter((one) => one !== 'test'))
      expect(layers, folder).toContain(readJson(`${folder}/turbo.json`).tags[0]);
  });
});

describe('within a package', () => {
  /** The paths of the files in which the linter, with our rules, finds an import that is not allowed, or a cycle. */
  function refused(sources: Readonly<Record<string, string>>): string[] {
    const { overrides, linter } = readJson('biome.json');
    const { noRestrictedImports } = linter.rules.style;
    const { noImportCycles } = linter.rules.suspicious;
    const rules = { preset: 'none', style: { noRestrictedImports }, suspicious: { noImportCycles } };
    write('biome.json', { linter: { rules }, overrides });
    for (const [path, source] of Object.entries(sources)) write(path, `${source}\n`);
    const found = run('biome', 'lint', '--colors=off', '--max-diagnostics=none', '.');
    const places = found.matchAll(/^(\S+?):\d+:\d+ lint\/\w+\/(?:noRestrictedImports|noImportCycles)/gm);
    return [...new Set(Array.from(places, ([, path]) => path ?? ''))].toSorted();
  }

  const forbidden = [
    'node:fs',
    'pg',
    '@notes/log',
    '@notes/service',
    '@notes/feed',
    '../http/a.ts',
    '../store/a.ts',
    '..',
  ];
  const allowed = ['@notes/contracts', '@notes/kernel', './b.ts'];
  const take = (from: string): string => `export type { A } from '${from}';`;
  const sourcesOf = (folder: string, imports: readonly string[]) =>
    Object.fromEntries(imports.map((from, i) => [`${folder}/${i}.ts`, take(from)]));

  test('a domain imports contracts, the kernel and itself', () => {
    const wrong: string[] = [];
    const sources: Record<string, string> = {};
    for (const part of ['shared/features/notes', 'services/gateway', 'shared/feed', 'shared/projecting']) {
      const domain = `${part}/src/domain`;
      const refusedHere = {
        ...sourcesOf(domain, forbidden),
        [`${domain}/deep/a.ts`]: take('../../http/a.ts'),
        [`${domain}/deep/b.ts`]: take('pg'),
      };
      wrong.push(...Object.keys(refusedHere));
      Object.assign(sources, refusedHere, sourcesOf(`${domain}/right`, [...allowed, '../a.ts']));
    }
    expect(refused(sources)).toEqual(wrong.toSorted());
  });

  test('the kernel imports contracts and itself', () => {
    const wrong = sourcesOf('shared/kernel/src', ['node:fs', 'pg', '@notes/log', 'kafkajs']);
    const right = sourcesOf('shared/kernel/src/right', ['@notes/contracts', 'typebox', './a.ts']);
    expect(refused({ ...wrong, ...right })).toEqual(Object.keys(wrong).toSorted());
  });

  test('a feature imports no other one', () => {
    const other = ['@notes/features', '@notes/features/tasks/contract', '../../../tasks/src/contract/index.ts'];
    const wrong = sourcesOf('shared/features/notes/src/write', other);
    const right = sourcesOf('shared/features/notes/src/read', ['@notes/reading', '../domain/index.ts', './a.ts']);
    expect(refused({ ...wrong, ...right })).toEqual(Object.keys(wrong).toSorted());
  });

  test('what all views share imports no feature', () => {
    const wrong = sourcesOf('shared/page/src', ['@notes/features', '@notes/features/notes/contract']);
    const right = sourcesOf('shared/page/src/right', ['@notes/client', './a.ts']);
    expect(refused({ ...wrong, ...right })).toEqual(Object.keys(wrong).toSorted());
  });

  test('only the log talks to Kafka', () => {
    const sources = sourcesOf('services/query/src', ['kafkajs']);
    expect(refused({ ...sources, ...sourcesOf('shared/log/src', ['kafkajs']) })).toEqual(Object.keys(sources));
  });

  test('there is no circle, also not one of types', () => {
    const sources = {
      'services/query/src/a.ts': "import type { B } from './b.ts';\nexport type A = { readonly b: B };",
      'services/query/src/b.ts': "import type { A } from './a.ts';\nexport type B = { readonly a: A };",
    };
    expect(refused(sources)).toEqual(Object.keys(sources));
  });
});
