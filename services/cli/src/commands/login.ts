import { text } from 'node:stream/consumers';
import { createNotesClient } from '@notes/client';
import type { Command } from 'commander';
import { UsageError } from '../exit-code.ts';
import { addConnectionOptions, type ConnectionOptions, findConnection } from '../session/connect.ts';
import { changeSession, type Kept } from '../session/session-file.ts';
import { failClearly } from '../terminal.ts';

/** `notes login` and `notes logout`: what the commands that call the service keep of a caller. */
export function addLoginCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const login = addConnectionOptions(
    program
      .command('login')
      .description(
        'Keep an address, and a token or a user, for the commands that follow. A token may come from stdin.',
      ),
  );
  login.action((given: ConnectionOptions) => failClearly(() => keepCaller(env, given)));
  const logout = program
    .command('logout')
    .description('Forget what is kept of a server: token, user and position.')
    .option('--url <address>', 'of the gateway; else NOTES_URL, or the one of `notes login`')
    .option('--all', 'of all servers');
  logout.action((given: ConnectionOptions & { all?: true }) => failClearly(() => forgetCaller(env, given)));
}

/** Asks the service before anything is kept, so that a mistake shows now. */
async function keepCaller(env: NodeJS.ProcessEnv, given: ConnectionOptions): Promise<void> {
  const token = given.token ?? (env['NOTES_TOKEN'] || (await tokenFromStdin()));
  const user = given.user ?? env['NOTES_USER'];
  const { url, path } = findConnection(env, given);
  const { epoch, build } = await createNotesClient({ url, token, user }).status();
  const caller: Kept = { ...(token && { token }), ...(user && { user }) };
  await changeSession(path, (session) => {
    const { position } = session.servers[url] ?? {};
    return { url, servers: { ...session.servers, [url]: { ...caller, ...(position && { position }) } } };
  });
  const who = token ? ' with a token' : user ? ` as ${user}` : '';
  console.log(`${url}: reached${who} (log ${epoch}, software ${build}); kept in ${path}`);
}

/** Undefined on a terminal, where nothing is waited for, and for an empty input. */
async function tokenFromStdin(): Promise<string | undefined> {
  if (process.stdin.isTTY) return undefined;
  const token = (await text(process.stdin)).trim();
  if (/\s/.test(token)) throw new UsageError('What came from stdin is not a token: it has white space within.');
  return token === '' ? undefined : token;
}

async function forgetCaller(env: NodeJS.ProcessEnv, given: ConnectionOptions & { all?: true }): Promise<void> {
  const { url, path } = findConnection(env, given);
  await changeSession(path, (session) => {
    if (given.all) return { servers: {} };
    const { [url]: forgotten, ...servers } = session.servers;
    return session.url === url ? { servers } : { ...session, servers };
  });
  console.log(`${given.all ? 'all servers' : url}: forgotten in ${path}`);
}
