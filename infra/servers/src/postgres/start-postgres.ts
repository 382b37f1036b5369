import { join } from 'node:path';
import { Client } from 'pg';
import { useGivenServer, withoutCredentials } from '../given-server.ts';
import { startManagedServer } from '../managed-server.ts';
import { serverEnvironment } from '../processes/run-command.ts';
import type { ManagedServer, StartContext } from '../stack.ts';
import { StackError } from '../stack-error.ts';
import { choosePostgres, embeddedPostgres, installedPostgres, type PostgresProgram } from './find-postgres.ts';
import { dataMajor, initDatabase, readPassword } from './init-database.ts';
import { type OsUser, postgresOsUser } from './os-user.ts';
import { preparePostgresHome } from './postgres-home.ts';

const host = '127.0.0.1';
const databaseName = 'notes';

/** Postgres by DATABASE_URL, else our own with a database `notes` in it. */
export async function startPostgres(
  wanted: number,
  context: StartContext,
): Promise<{ url: string; server: ManagedServer }> {
  const given = context.env['DATABASE_URL'];
  if (given) {
    const plan = {
      name: 'postgres',
      variable: 'DATABASE_URL',
      address: withoutCredentials(given),
      probe: () => probePostgres(given),
      signal: context.signal,
    } as const;
    return { url: given, server: await useGivenServer(plan) };
  }
  const user = await postgresOsUser(context.env);
  const { home, moved } = preparePostgresHome(context.dir, user);
  if (moved) context.tell(`its user cannot reach ${context.dir}: the data is in ${home}`);
  const program = await findProgram(user, home, context);
  await initDatabase(program, home, user, context);
  const { port, movedFrom } = await context.ports.choose('postgres', wanted);
  if (movedFrom !== undefined) context.tell(`port ${movedFrom} is taken, ${port} it is`);
  const address = `postgres://postgres:${readPassword(home)}@${host}:${port}`;
  context.tell(`starting on port ${port}`);
  const server = await startManagedServer(
    {
      name: 'postgres',
      origin: program.origin,
      description: `Postgres ${program.major} on ${host}:${port}`,
      daemon: {
        ...user,
        command: join(program.binDir, 'postgres'),
        args: serverArgs(join(home, 'data'), port),
        cwd: home,
        env: serverEnvironment(context.env),
        logFile: join(context.dir, 'log', 'postgres.log'),
        pidFile: join(context.dir, 'run', 'postgres.pid'),
      },
      probe: () => probePostgres(`${address}/postgres`),
    },
    context.onExit,
    context.signal,
  );
  try {
    await ensureDatabase(`${address}/postgres`, databaseName);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: `${address}/${databaseName}`, server };
}

/**
 * The defaults of Postgres decide on durability; only addresses and sizes are ours. Of the buffers only those are real that have been
 * used. With the default of 128 MB what is bulk written is read in again and again: 300,000 events took a sixth longer to project.
 */
function serverArgs(data: string, port: number): string[] {
  const settings = {
    listen_addresses: host,
    port: String(port),
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '512MB',
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function findProgram(user: OsUser, home: string, context: StartContext): Promise<PostgresProgram> {
  const made = dataMajor(home);
  const installed = choosePostgres(await installedPostgres(context.env), made);
  if (typeof installed === 'object') return installed;
  const embedded = choosePostgres([embeddedPostgres(user, home)], made);
  if (typeof embedded === 'object') return embedded;
  throw new StackError(
    `The data in ${home} was made by Postgres ${made}, which is not here any more.\n` +
      `Install Postgres ${made} again, or delete that folder: the read model is then rebuilt from Kafka.`,
  );
}

const connectTimeoutMs = 2_000;

/** Resolves when the database that the URL names answers a query. */
async function probePostgres(url: string): Promise<void> {
  await withClient(url, (client) => client.query('select 1'));
}

/** Makes the database on the server that the URL names, unless it is there. The name is ours, not a user's. */
async function ensureDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

async function withClient(url: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
  });
  // Without a listener a connection that breaks between two calls would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
