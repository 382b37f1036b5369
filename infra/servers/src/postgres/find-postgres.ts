import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { isExecutable } from '../program-on-path.ts';
import { type PostgresProgram, parsePostgresMajor } from './choose-postgres.ts';

const versionTimeoutMs = 10_000;

/** Where packages put Postgres without adding it to PATH: Debian, Red Hat, Homebrew on either processor. */
const packageFolders = [
  ['/usr/lib/postgresql', '', 'bin'],
  ['/usr', 'pgsql-', 'bin'],
  ['/opt/homebrew/opt', 'postgresql', 'bin'],
  ['/usr/local/opt', 'postgresql', 'bin'],
] as const;

/** Every installed Postgres with the programs we need: those on PATH first, then the packages', newest first. */
export async function installedPostgres(env: NodeJS.ProcessEnv): Promise<PostgresProgram[]> {
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const folders = [...new Set([...onPath, ...packageFolders.flatMap(versionFolders)])];
  const complete = folders.filter((folder) => ['postgres', 'initdb'].every((name) => isExecutable(join(folder, name))));
  const programs = await Promise.all(complete.map((binDir) => describe(binDir, env)));
  return programs.filter((program) => program !== undefined);
}

function versionFolders([root, prefix, suffix]: (typeof packageFolders)[number]): string[] {
  try {
    const names = readdirSync(root).filter((name) => name.startsWith(prefix));
    names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return names.map((name) => join(root, name, suffix));
  } catch {
    return [];
  }
}

async function describe(binDir: string, env: NodeJS.ProcessEnv): Promise<PostgresProgram | undefined> {
  try {
    const output = await runCommand(join(binDir, 'postgres'), ['--version'], { env, timeoutMs: versionTimeoutMs });
    const major = parsePostgresMajor(output);
    return major === undefined ? undefined : { binDir, major, origin: 'program' };
  } catch {
    return undefined;
  }
}
