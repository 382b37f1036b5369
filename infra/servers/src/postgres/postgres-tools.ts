import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable, runCommand, serverEnvironment } from '../processes/run-command.ts';
import { StackError } from '../stack-error.ts';
import { choosePostgres, installedPostgres } from './find-postgres.ts';
import { postgresOsUser } from './os-user.ts';
import { preparePostgresHome } from './postgres-home.ts';

const timeoutMs = 120_000;

/** What it takes to put another Postgres than a new one into the folder of a stack: a copy, a standby, what a backup holds. */
export type PostgresTools = {
  /** Of Postgres in that stack. Its data belongs into `data` here; where there is none a new one is made. */
  readonly home: string;
  /** Runs a program of Postgres, or another one, in `home` as the user of Postgres; resolves with its output. Rejects with a StackError. */
  run(program: string, args: readonly string[]): Promise<string>;
  /** Remembers the password that the data has for `postgres`. */
  keepPassword(password: string): void;
};

/**
 * For a stack in `dir` that has not been started yet. Rejects with a StackError where no Postgres is installed: the one from npm has
 * no `pg_basebackup`.
 */
export async function postgresTools(dir: string, env: NodeJS.ProcessEnv): Promise<PostgresTools> {
  const found = await installedPostgres(env);
  const run = choosePostgres(found, undefined);
  // What is on PATH may be single programs that lead elsewhere.
  const program = found.find(
    ({ binDir, major }) => typeof run === 'object' && major === run.major && existsSync(join(binDir, 'pg_basebackup')),
  );
  if (program === undefined)
    throw new StackError('There is no pg_basebackup here: install Postgres 15 or newer (apt-get install postgresql).');
  const user = await postgresOsUser(env);
  mkdirSync(dir, { recursive: true });
  const { home } = preparePostgresHome(dir, user);
  return {
    home,
    run(name, args) {
      const own = join(program.binDir, name);
      const settings = { ...user, cwd: home, env: serverEnvironment(env), timeoutMs };
      return runCommand(isExecutable(own) ? own : name, args, settings);
    },
    keepPassword(password) {
      const file = join(home, 'password');
      writeFileSync(file, password, { mode: 0o600 });
      if (user.uid !== undefined && user.gid !== undefined) chownSync(file, user.uid, user.gid);
    },
  };
}
