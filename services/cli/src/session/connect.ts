import { createNotesClient, EpochChangedError, InvalidPositionError, type NotesClient } from '@notes/client';
import { formatPosition, mergeOffsets, parsePosition } from '@notes/kernel/position';
import { describeError } from '@notes/service';
import type { Command } from 'commander';
import { UsageError } from '../exit-code.ts';
import { isVerbose, say } from '../terminal.ts';
import { changeSession, type Kept, readSession, sessionPath } from './session-file.ts';

export type ConnectionOptions = {
  readonly url?: string;
  readonly token?: string;
  readonly user?: string;
  readonly stale?: true;
};

/** Fewer than a program needs: somebody waits, and can repeat the command. */
const retries = 3;

const defaultUrl = 'http://127.0.0.1:8080';

/** The options of every command that calls the service. */
export const addConnectionOptions = (command: Command): Command =>
  command
    .option('--url <address>', `the gateway; else NOTES_URL, the one of \`notes login\`, or ${defaultUrl}`)
    .option('--token <token>', 'a bearer token for this call; else NOTES_TOKEN, or the one of `notes login`')
    .option('--user <name>', 'who acts, where authentication is off; else NOTES_USER')
    .option('--stale', 'do not wait until reads see what the calls before have written');

/** Where to call, and as whom. */
export type Connection = Kept & { readonly url: string; readonly path: string };

/** What was given, else what the environment says, else what is kept for the server. Throws a UsageError for what is no address. */
export function findConnection(env: NodeJS.ProcessEnv, given: ConnectionOptions): Connection {
  const path = sessionPath(env);
  const session = readSession(path);
  const url = addressOf(given.url ?? (env['NOTES_URL'] || session.url || defaultUrl));
  const kept = session.servers[url] ?? {};
  const token = given.token ?? (env['NOTES_TOKEN'] || kept.token);
  const user = given.user ?? (env['NOTES_USER'] || kept.user);
  const position = given.stale ? undefined : kept.position;
  return { url, path, ...(token && { token }), ...(user && { user }), ...(position && { position }) };
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new UsageError(`${text} is not the address of a gateway. Write it as, for instance, ${defaultUrl}`);
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      'The address must not hold a password. Pass a token with --token, NOTES_TOKEN or `notes login`.',
    );
  return url.href.replace(/\/$/, '');
}

/**
 * Runs a command with a client that has seen all that the commands before it have seen, and keeps what it has seen for those to come: so
 * each reads what the ones before it wrote. A position of a log that has been replaced is forgotten, and the command is run again.
 */
export async function withClient(
  env: NodeJS.ProcessEnv,
  given: ConnectionOptions,
  act: (client: NotesClient) => Promise<void>,
): Promise<void> {
  const connection = findConnection(env, given);
  try {
    await withPosition(env, connection, act);
  } catch (error) {
    const isOld = error instanceof EpochChangedError || error instanceof InvalidPositionError;
    if (!isOld || connection.position === undefined) throw error;
    say(env, `note: the log of ${connection.url} is not the one of the last call; begun afresh`);
    await keep(env, connection, undefined);
    const { position, ...fresh } = connection;
    await withPosition(env, fresh, act);
  }
}

async function withPosition(
  env: NodeJS.ProcessEnv,
  connection: Connection,
  act: (client: NotesClient) => Promise<void>,
): Promise<void> {
  const { url, token, user, position } = connection;
  const client = createNotesClient({
    ...{ url, token, user, position, retries },
    ...(isVerbose(env) ? { fetch: tellingFetch } : {}),
  });
  try {
    await act(client);
  } finally {
    client.close();
    if (client.position !== position) await keep(env, connection, client.position);
  }
}

/** A position that cannot be kept is no failure of a command that has done its work. */
async function keep(env: NodeJS.ProcessEnv, { url, path }: Connection, position: string | undefined): Promise<void> {
  try {
    await changeSession(path, (session) => {
      const { position: before, ...kept } = session.servers[url] ?? {};
      const reached = position === undefined ? undefined : merged(before, position);
      return { ...session, servers: { ...session.servers, [url]: { ...kept, ...(reached && { position: reached }) } } };
    });
  } catch (error) {
    say(env, `note: the position is not kept for the next call: ${describeError(error)}`);
  }
}

/** What other commands have seen meanwhile is seen, too. */
function merged(before: string | undefined, position: string): string {
  const [one, other] = [parsePosition(before ?? ''), parsePosition(position)];
  if (one === undefined || other === undefined || one.epoch !== other.epoch) return position;
  return formatPosition({ epoch: other.epoch, offsets: mergeOffsets(one.offsets, other.offsets) });
}

/** As fetch, with a line on stderr for every request. */
const tellingFetch: typeof fetch = async (input, init) => {
  const begun = performance.now();
  const tell = (outcome: string): void =>
    console.error(`${init?.method ?? 'GET'} ${input} ${outcome} ${Math.round(performance.now() - begun)} ms`);
  try {
    const response = await fetch(input, init);
    tell(String(response.status));
    return response;
  } catch (error) {
    tell(describeError(error));
    throw error;
  }
};
