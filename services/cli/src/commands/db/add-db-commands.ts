import type { Command } from 'commander';
import { type Agreement, failClearly } from '../../terminal.ts';
import { databaseUrl, onDatabase } from '../on-database.ts';
import { check, create, drop, showTables } from './database.ts';
import { migrateUp, rollBack } from './migrations.ts';
import { showMigration, status } from './show.ts';

type Json = { readonly json?: true };
type To = { readonly to?: string };

/** `notes db …`: everything about the database itself, named by DATABASE_URL. */
export function addDbCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const db = program.command('db').description('The database: create, migrate, check, drop.');
  const withPool = onDatabase('db', env);
  const onUrl = (act: (url: string) => Promise<void>): Promise<void> => failClearly(async () => act(databaseUrl(env)));
  const destroys = (command: Command): Command => command.option('--yes', 'skip the confirmation');
  const to = '-t, --to <migration>';

  destroys(db.command('create').description('Create the database itself. Idempotent.'))
    .option('--force', 'drop it first, with everything in it, once that is confirmed')
    .action((options: Agreement & { force?: true }) => onUrl((url) => create(url, options, env)));
  db.command('migrate')
    .description('Apply the pending migrations, in one transaction.')
    .option(to, 'up to this one: its name, or its number')
    .action((options: To) => onUrl((url) => migrateUp(url, options, env)));
  destroys(
    db
      .command('rollback')
      .description('Roll back the newest migration, or several, with the data that only they hold.'),
  )
    .option(to, 'everything after this one; 0: everything')
    .action((options: Agreement & To) => onUrl((url) => rollBack(url, options, env)));
  db.command('show')
    .description('Show which migration the database is at, or one migration with its statements.')
    .argument('[migration]', 'its name, or its number')
    .option('--json', 'print JSON')
    .action((name: string | undefined, options: Json) => withPool((pool) => showMigration(pool, name, options)));
  db.command('status')
    .description('List all migrations and when each was applied.')
    .option('--json', 'print JSON')
    .action((options: Json) => withPool((pool) => status(pool, options)));
  db.command('check')
    .description('Compare the schema with the one the migrations produce; exit code 1 if they differ.')
    .action(() => onUrl(check));
  db.command('tables')
    .description('List the tables with their sizes, and with their rows as Postgres estimates them.')
    .option('--json', 'print JSON')
    .action((options: Json) => withPool((pool) => showTables(pool, options)));
  destroys(
    db.command('drop').description('Drop the database with everything in it. It can be rebuilt from the log.'),
  ).action((options: Agreement) => onUrl((url) => drop(url, options, env)));
}
