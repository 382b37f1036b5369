// Checks that every relative link in Markdown leads to a file that is there, and every #fragment to a heading of that file.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'];
const files = execFileSync('git', listing, { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => existsSync(join(root, file)) && file);

const withoutCode = (file) => readFileSync(join(root, file), 'utf8').replaceAll(/^ *```[\s\S]*?^ *```/gm, '');
/** The fragment by which GitHub links to a heading. */
const fragmentOf = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
const fragmentsOf = (file) => [...withoutCode(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => fragmentOf(heading));

const broken = files.flatMap((file) =>
  [
    ...withoutCode(file)
      .replaceAll(/`[^`]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path, fragment] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      return !existsSync(join(root, target)) || (fragment !== undefined && !fragmentsOf(target).includes(fragment));
    })
    .map((link) => `${file}: ${link} leads nowhere`),
);

for (const line of broken) console.error(line);
process.exit(broken.length > 0 ? 1 : 0);
