import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Files } from './new-aggregate.ts';

/**
 * Writes files and formats them, or leaves everything as it was: what was written is taken back if anything fails. `link` is a
 * package to be found in node_modules from now on.
 */
export function writeFiles(
  root: string,
  files: Files,
  link?: { readonly name: string; readonly folder: string },
): void {
  const before = [...files.keys()].map((path) => {
    const file = join(root, path);
    return { file, text: existsSync(file) ? readFileSync(file, 'utf8') : undefined };
  });
  const linked = link && join(root, 'node_modules', link.name);
  const made: string[] = [];
  try {
    for (const [path, text] of files) {
      const first = mkdirSync(dirname(join(root, path)), { recursive: true });
      if (first !== undefined) made.push(first);
      writeFileSync(join(root, path), text);
    }
    if (link && linked && existsSync(dirname(linked)) && !existsSync(linked))
      symlinkSync(join('../..', link.folder), linked, 'junction');
    format(root, [...files.keys()]);
  } catch (error) {
    if (linked && !existsSync(join(root, link.folder, 'package.json'))) rmSync(linked, { force: true });
    for (const { file, text } of before)
      if (text === undefined) rmSync(file, { force: true });
      else writeFileSync(file, text);
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
    if (linked) rmSync(linked, { force: true });
    throw error;
  }
}

function format(root: string, paths: readonly string[]): void {
  const own = paths.filter((path) => !path.startsWith('node_modules/'));
  const run = (program: string, ...args: string[]): void => {
    execFileSync(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: root, stdio: 'pipe' });
  };
  const checked = own.filter((path) => /\.(?:ts|json)$/.test(path) && path !== 'package-lock.json');
  if (checked.length > 0) run('@biomejs/biome/bin/biome', 'check', '--write', ...checked);
  const prose = own.filter((path) => path.endsWith('.md'));
  if (prose.length > 0) run('prettier/bin/prettier.cjs', '--write', '--log-level', 'warn', ...prose);
}
