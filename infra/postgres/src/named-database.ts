import pg from 'pg';
import { withClient } from './with-client.ts';

/**
 * Creates the database that `databaseUrl` names, with the rights of its user, and with the locale that searches need where the
 * server has it (see `checkLocale`). Answers whether it did; false if it is there
 * already, which is left as it is. Throws what Postgres answers, or what connecting to it does.
 */
export async function createDatabase(databaseUrl: string): Promise<boolean> {
  try {
    await onServer(databaseUrl, async (client, name) => {
      const create = `create database ${pg.escapeIdentifier(name)}`;
      for (const locale of locales)
        try {
          return await client.query(`${create} template template0 encoding 'UTF8' ${locale}`);
        } catch (error) {
          if (!noSuchLocale.includes(String(codeOf(error)))) throw error;
        }
      return client.query(create);
    });
    return true;
  } catch (error) {
    if (duplicateDatabase.includes(String(codeOf(error)))) return false;
    throw error;
  }
}

/**
 * Removes the database that `databaseUrl` names, with all that is in it. Answers whether it did; false if there is none.
 * Throws an Error that says so if anybody is connected to it, else what Postgres answers, or what connecting to it does.
 */
export async function dropDatabase(databaseUrl: string): Promise<boolean> {
  try {
    await onServer(databaseUrl, (client, name) => client.query(`drop database ${pg.escapeIdentifier(name)}`));
    return true;
  } catch (error) {
    if (codeOf(error) === noSuchDatabase) return false;
    if (codeOf(error) !== inUse) throw error;
    throw new Error(
      `The database ${databaseName(databaseUrl)} is in use: stop the services and whoever else is connected.`,
    );
  }
}

/** The name of the database in an address. */
export function databaseName(databaseUrl: string): string {
  const name = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  if (name === '') throw new Error('DATABASE_URL names no database: write one after the last slash, …:5432/notes.');
  return name;
}

/** The second one is what the loser of two at once gets. */
const duplicateDatabase = ['42P04', '23505'];
/**
 * First that of the C library: the search index asks the C library which characters are letters, whatever the locale, so upper and lower
 * case should come from there, too. Postgres 18 itself knows capitals that an older C library takes for punctuation. macOS and
 * Alpine may have no such locale; from version 17 on, Postgres has one of its own.
 */
const locales = ["locale_provider libc locale 'C.UTF-8'", "locale_provider builtin builtin_locale 'C.UTF-8'"];
/** As Postgres reports it: invalid_parameter_value, wrong_object_type; and of what is newer, syntax_error, invalid_object_definition. */
const noSuchLocale = ['22023', '42809', '42601', '42P17'];
const noSuchDatabase = '3D000';
const inUse = '55006';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Connects to the database that every server has, since one cannot create or drop what one is connected to. */
async function onServer(
  databaseUrl: string,
  act: (client: pg.Client, name: string) => Promise<unknown>,
): Promise<void> {
  const url = new URL(databaseUrl);
  const name = databaseName(databaseUrl);
  url.pathname = '/postgres';
  await withClient(url.href, (client) => act(client, name));
}
