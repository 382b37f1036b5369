import { runCommand } from '../processes/run-command.ts';
import { StackError } from '../stack-error.ts';

const lookupTimeoutMs = 10_000;

/** Spawn options: empty for our own user. */
export type OsUser = { readonly uid?: number; readonly gid?: number };

/**
 * Whom Postgres runs as. It refuses to run as root, so root lends it the user that packages of Postgres create; anybody else
 * runs it as themselves.
 */
export async function postgresOsUser(env: NodeJS.ProcessEnv): Promise<OsUser> {
  if (process.getuid?.() !== 0) return {};
  try {
    const ids = ['-u', '-g'].map(async (flag) =>
      Number(await runCommand('id', [flag, 'postgres'], { env, timeoutMs: lookupTimeoutMs })),
    );
    const [uid, gid] = await Promise.all(ids);
    return { uid: uid as number, gid: gid as number };
  } catch (error) {
    throw new StackError(
      'Postgres does not run as root, and this machine has no user "postgres" to run it as.\n' +
        'Create one (useradd --system postgres), start as an ordinary user, or set DATABASE_URL to a running Postgres.',
      { cause: error },
    );
  }
}
