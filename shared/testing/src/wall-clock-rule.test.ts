import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
type Plugin = { readonly path: string; readonly includes: readonly string[] };
const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as { readonly plugins: (string | Plugin)[] };
const rule = config.plugins.find(
  (one): one is Plugin => typeof one === 'object' && one.path.endsWith('wall-clock.grit'),
);
const exceptions = rule?.includes.filter((glob) => glob.startsWith('!')) ?? [];
const files = exceptions.map((glob) => glob.slice(1)).filter((path) => !path.includes('*'));

/** Where the linter, configured as ours is, says that the wall clock is read in such files: `<path>:<line>`. */
function readingsFound(sources: Readonly<Record<string, readonly string[]>>): string[] {
  const dir = mkdtempSync(join(tmpdir(), 'notes-lint-'));
  try {
    writeFileSync(join(dir, 'biome.json'), JSON.stringify({ plugins: [rule] }));
    cpSync(join(root, 'infra/lint'), join(dir, 'infra/lint'), { recursive: true });
    for (const [path, lines] of Object.entries(sources)) {
      mkdirSync(join(dir, dirname(path)), { recursive: true });
      writeFileSync(join(dir, path), `${lines.join('\n')}\n`);
    }
    const args = ['lint', '--only=plugin', '--colors=off', '--max-diagnostics=none', '.'];
    const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/biome'), args, { cwd: dir, encoding: 'utf8' });
    const places = (stdout + stderr).matchAll(/^(\S+:\d+):\d+ plugin .*\n\n.*The wall clock may step/gm);
    return [...new Set(Array.from(places, ([, place]) => place ?? ''))].toSorted();
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const readings = [
  'export const a = Date.now();',
  'export const b = { now: Date.now };',
  'export const c = new Date();',
  'export const d = Date();',
  'export const { now } = Date;',
  'export const e = Date?.now();',
  "export const f = Date['now']();",
  'export const g = globalThis.Date.now();',
  'export const h = new Date(Date.now() + 5).toISOString();',
];
const others = [
  'export const a = new Date(5).toISOString();',
  "export const b = Date.parse('2026-01-01');",
  'export const c = Date.UTC(2026, 0, 1);',
  'export const d = (value) => value instanceof Date;',
  'export const e = performance.now();',
];

test('the linter finds each reading of the wall clock, but in the files that biome.json names', () => {
  const paths = ['services/gateway/src/feed/feed.ts', 'shared/client/src/backoff.ts', 'test/src/a.ts', 'infra/a.mjs'];
  const sources = [...paths, ...files].map((path) => [path, readings] as const);
  const expected = paths.flatMap((path) => readings.map((_, i) => `${path}:${i + 1}`));
  expect(readingsFound(Object.fromEntries(sources))).toEqual(expected.toSorted());
});

test('the linter says nothing of instants that come from elsewhere, or of what is measured', () => {
  expect(readingsFound({ 'services/gateway/src/feed/feed.ts': others })).toEqual([]);
});

test('the files that biome.json names still read the wall clock', () => {
  expect(files.filter((path) => !/Date\.now|new Date\(\)/.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});
