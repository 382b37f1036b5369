import type { Command } from 'commander';
import type { Agreement } from '../../confirm.ts';
import { failClearly } from '../../fail-clearly.ts';
import { check } from './check.ts';
import { create } from './create.ts';
import { databaseUrl } from './database-url.ts';
import { drop } from './drop.ts';
import { migrateUp } from './migrate-up.ts';
import { rollbackLast } from './rollback-last.ts';
import { status } from './status.ts';

/** `notes db …`: everything about the database itself, named by DATABASE_URL. */
export function addDbCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const db = program.command('db').description('The database: create, migrate, check, drop.');
  const add = (name: string, description: string, act: (url: string) => Promise<void>): Command =>
    db
      .command(name)
      .description(description)
      .action(() => failClearly(async () => act(databaseUrl(env))));

  add('create', 'Create the database itself. May be run any number of times.', create);
  add('migrate', 'Apply the migrations that are pending.', migrateUp);
  const destroy = (name: string, description: string, act: typeof drop): Command =>
    db
      .command(name)
      .description(`${description} Says what is lost, and asks.`)
      .option('--yes', 'do not ask')
      .action((options: Agreement) => failClearly(async () => act(databaseUrl(env), options, env)));
  destroy('rollback', 'Take back the newest migration, with the data that only it holds.', rollbackLast);
  add('check', 'Compare the schema with the one that the migrations give; ends with 1 if it differs.', check);
  db.command('status')
    .description('Show every migration, and when it was applied.')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => failClearly(async () => status(databaseUrl(env), options)));
  destroy('drop', 'Remove the database with everything in it. What the log holds can be read again from there.', drop);
}
