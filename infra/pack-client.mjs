// Packs the client for those who are outside of this repository: `node infra/pack-client.mjs [folder]`, after a build. Makes
// notes-client-<version>.tgz in the folder (default: this one), and prints its path. What the client uses of our own packages is in it:
// their code bundled, their declarations copied; what it uses of others is named as its dependencies.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const client = join(root, 'shared/client');
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const manifest = readJson(join(client, 'package.json'));

/** The folders of our packages by their names. */
const own = new Map(
  Object.entries(readJson(join(root, 'package-lock.json')).packages)
    .filter(([path, { name }]) => name?.startsWith('@notes/') && !path.includes('node_modules'))
    .map(([path, { name }]) => [name, join(root, path)]),
);

/** `@notes/kernel/claims` → `@notes/kernel`, `./claims`. */
function split(specifier) {
  const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier);
  return { name, entry: rest === undefined ? '.' : `./${rest}` };
}

/** Where the declarations of an entry point of a package are; a `*` in its exports stands for anything. */
function typesOf(exports, entry) {
  if (entry in exports) return exports[entry].types;
  for (const [pattern, { types }] of Object.entries(exports)) {
    const [before, behind] = pattern.split('*');
    if (behind !== undefined && entry.startsWith(before) && entry.endsWith(behind))
      return types.replace('*', entry.slice(before.length, entry.length - behind.length));
  }
  throw new Error(`There is no ${entry} in ${Object.keys(exports).join(', ')}.`);
}

const isOwn = (specifier) => own.has(split(specifier).name);
const isRelative = (specifier) => specifier.startsWith('.');
/** Of other packages: what is imported. */
const foreign = new Set();

function note(specifier) {
  if (!specifier.startsWith('node:')) foreign.add(split(specifier).name);
}

/** Bundles entry points of the client for these conditions; each becomes `<name>.js`. */
async function bundle(input, conditions, dir) {
  const external = (id, importer) => importer !== undefined && !/^[./#]/.test(id) && !isOwn(id);
  const options = { input, external, resolve: { conditionNames: conditions }, transform: { target: 'es2023' } };
  // As for the services (bundle.config.mjs), nothing is left out: those who bundle the package do that.
  const made = await rolldown({ ...options, cwd: client, platform: 'neutral', treeshake: false });
  const { output } = await made.write({ dir, chunkFileNames: '[name].js', minify: false });
  for (const { imports = [], dynamicImports = [] } of output)
    for (const id of [...imports, ...dynamicImports]) if (!output.some(({ fileName }) => fileName === id)) note(id);
}

const importPattern = /((?:from|import) '|import\(")([^'"]+)(['"])/g;

/** Copies a declaration file of ours and all that it imports into `dir`, by package; returns where it is. */
function copyDeclarations(file, dir, copied = new Map()) {
  const known = copied.get(file);
  if (known !== undefined) return known;
  const [name, folder] = [...own].find(([, path]) => file.startsWith(`${path}/dist/`));
  const target = join(dir, name.slice('@notes/'.length), relative(join(folder, 'dist'), file));
  copied.set(file, target);
  const follow = (specifier) => {
    if (isRelative(specifier)) return resolve(dirname(file), specifier.replace(/\.ts$/, '.d.ts'));
    if (!isOwn(specifier)) return note(specifier);
    const { name: other, entry } = split(specifier);
    return join(own.get(other), typesOf(readJson(join(own.get(other), 'package.json')).exports, entry));
  };
  const text = readFileSync(file, 'utf8').replaceAll(importPattern, (whole, before, specifier, after) => {
    const used = follow(specifier);
    if (used === undefined) return whole;
    const path = relative(dirname(target), copyDeclarations(used, dir, copied)).replace(/\.d\.ts$/, '.js');
    return `${before}${isRelative(path) ? path : `./${path}`}${after}`;
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
  return target;
}

/** The version of a package of others that one of ours depends on. */
function versionOf(name) {
  for (const folder of own.values()) {
    const version = readJson(join(folder, 'package.json')).dependencies?.[name];
    if (version !== undefined) return version;
  }
  throw new Error(`The client imports ${name}, on which no package of ours depends.`);
}

const to = resolve(process.argv[2] ?? '.');
const stage = mkdtempSync(join(tmpdir(), 'notes-client-'));
try {
  await bundle({ index: 'src/index.ts' }, ['source', 'import'], join(stage, 'browser'));
  await bundle(
    { index: 'src/index.ts', kafka: 'src/kafka/index.ts' },
    ['node', 'source', 'import'],
    join(stage, 'node'),
  );
  for (const entry of ['index.d.ts', 'kafka/index.d.ts'])
    copyDeclarations(join(client, 'dist', entry), join(stage, 'types'));
  const { name, version, description, license, type, sideEffects } = manifest;
  const { engines } = readJson(join(root, 'package.json'));
  const packed = {
    ...{ name, version, description, license, type, sideEffects, engines: { node: engines.node } },
    files: ['browser', 'node', 'types'],
    exports: {
      '.': { types: './types/client/index.d.ts', node: './node/index.js', default: './browser/index.js' },
      './kafka': { types: './types/client/kafka/index.d.ts', default: './node/kafka.js' },
    },
    dependencies: Object.fromEntries([...foreign].toSorted().map((one) => [one, versionOf(one)])),
  };
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(packed, undefined, 2)}\n`);
  for (const [file, from] of [
    ['README.md', client],
    ['LICENSE', root],
  ])
    cpSync(join(from, file), join(stage, file));
  mkdirSync(to, { recursive: true });
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', stage, '--json', '--pack-destination', to], { encoding: 'utf8' }),
  );
  process.stdout.write(`${join(to, filename)}\n`);
} finally {
  rmSync(stage, { recursive: true });
}
