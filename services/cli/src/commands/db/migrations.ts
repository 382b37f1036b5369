import {
  databaseName,
  type MigrationState,
  migrate,
  type RollbackLoss,
  readMigrations,
  rollback,
  rollbackLoss,
  withClient,
} from '@notes/postgres';
import { UsageError } from '../../exit-code.ts';
import { type Agreement, confirm, say } from '../../terminal.ts';

type To = { readonly to?: string };

/**
 * Prints which migrations are pending, applies them, up to `to`, and prints which ones it applied: another process may do so meanwhile.
 * Rejects with a UsageError if more than that is applied already.
 */
export async function migrateUp(databaseUrl: string, { to }: To, env: NodeJS.ProcessEnv): Promise<void> {
  const migrations = await withClient(databaseUrl, readMigrations);
  const target = to === undefined ? undefined : findMigration(migrations, to);
  const beyond = migrations.find(({ name, appliedAt }) => target !== undefined && name > target.name && appliedAt);
  if (beyond !== undefined)
    throw new UsageError(`${beyond.name} is applied already. To go back: \`notes db rollback --to ${target?.name}\`.`);
  if (target?.known === false) throw new UsageError(`${target.name} was applied by newer software.`);
  const pending = migrations.filter(({ appliedAt }) => appliedAt === undefined).map(({ name }) => name);
  if (pending.length > 0) say(env, `pending: ${pending.join(', ')}`);
  const applied = await migrate(databaseUrl, { to: target?.name });
  console.log(applied.length === 0 ? 'up to date' : `applied: ${applied.join(', ')}`);
}

/**
 * Rolls back the newest migration, or all after `to`, once what is lost is confirmed, and prints which ones that were. Rejects if it is not
 * confirmed, or `to` is not applied.
 */
export async function rollBack(
  databaseUrl: string,
  { to, ...agreement }: Agreement & To,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const loss = await withClient(databaseUrl, async (client) => {
    if (to === undefined) return rollbackLoss(client);
    if (/^0+$/.test(to)) return rollbackLoss(client, '');
    const { name, appliedAt } = findMigration(await readMigrations(client), to);
    if (appliedAt === undefined) throw new UsageError(`${name} is not applied, so there is no going back to it.`);
    return rollbackLoss(client, name);
  });
  if (loss === undefined) {
    console.log(`nothing to roll back: no ${to === undefined ? '' : 'later '}migration is applied`);
    return;
  }
  await confirm(describeLoss(databaseUrl, loss), agreement, env);
  await rollback(databaseUrl, loss.names);
  console.log(`rolled back: ${loss.names.join(', ')}`);
}

/** By its name, its number with or without zeros, or the beginning of its name. Throws a UsageError if that is not one. */
export function findMigration(migrations: readonly MigrationState[], wanted: string): MigrationState {
  const number = /^\d+$/.test(wanted) ? `${wanted.padStart(4, '0')}_` : undefined;
  const found = migrations.filter(({ name }) => name === wanted || name.startsWith(number ?? wanted));
  const [migration] = found;
  if (migration !== undefined && found.length === 1) return migration;
  const why =
    migration === undefined ? 'there is none of this name' : `it may be ${found.map(({ name }) => name).join(' or ')}`;
  throw new UsageError(`migration ${wanted}: ${why}. \`notes db status\` lists them.`);
}

function describeLoss(databaseUrl: string, { names, tables, columns, derived }: RollbackLoss): string {
  const { host } = new URL(databaseUrl);
  const where = `This rolls back ${names.join(', ')} in the database ${databaseName(databaseUrl)} at ${host}`;
  const what = tables.length === 0 ? '. No tables are dropped.' : ' and drops these tables with all their rows:';
  return [
    where + what,
    ...tables.map(({ table, rows }) => `  ${table}: ${rows} ${rows === 1 ? 'row' : 'rows'}`),
    ...(columns.length === 0 ? [] : [`Columns that are dropped with what they hold: ${columns.join(', ')}.`]),
    ...(derived.length === 0
      ? []
      : [`Tables of the read model, which can be built again from the journal: ${derived.join(', ')}.`]),
  ].join('\n');
}
