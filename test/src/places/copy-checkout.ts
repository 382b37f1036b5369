import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What runs of a checkout: what was built of each package, and what is read as it is. */
const parts = ['package.json', 'dist', 'migrations'];

/**
 * Makes `to` what a checkout is after its build, without building it again: the packages are copied, since Node takes a link for the
 * place that it leads to; those from outside are links.
 */
export function copyCheckout(to: string): void {
  for (const group of ['shared', 'shared/features', 'services', 'infra']) {
    for (const name of folders(join(root, group))) {
      const from = join(root, group, name);
      for (const part of readdirSync(from).filter((entry) => parts.includes(entry)))
        cpSync(join(from, part), join(to, group, name, part), { recursive: true, filter: runs });
    }
  }
  cpSync(join(root, 'package.json'), join(to, 'package.json'));
  const [modules, copied] = [join(root, 'node_modules'), join(to, 'node_modules')];
  mkdirSync(join(copied, '@notes'), { recursive: true });
  for (const name of folders(modules)) if (name !== '@notes') symlinkSync(join(modules, name), join(copied, name));
  // Links of a workspace are relative, so they lead into the copy.
  cpSync(join(modules, '@notes'), join(copied, '@notes'), { recursive: true, verbatimSymlinks: true });
}

const folders = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);

const runs = (file: string): boolean => !file.endsWith('.map') && !file.includes(`${sep}testing${sep}`);
