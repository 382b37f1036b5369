import { readFileSync } from 'node:fs';
import type { ClientBase } from 'pg';
import { migrationFiles } from './migration-files.ts';
import { readMigrations } from './read-migrations.ts';

/** A table that a migration takes with it when it is taken back, and how many rows it holds now. */
type LostTable = { readonly table: string; readonly rows: number };

/** What taking back migrations, newest first, takes with it. */
export type RollbackLoss = {
  readonly names: readonly string[];
  readonly tables: readonly LostTable[];
  /** As `table.column`, of tables that stay. */
  readonly columns: readonly string[];
  /** Tables of every version of the read model: what they hold comes from the journal, and can be made from it again. */
  readonly derived: readonly string[];
};

/**
 * What is lost if everything is taken back that was applied after the migration `to`; without it, the newest one alone. Undefined if
 * there is nothing. Throws if newer software applied one of them: only that has its file.
 */
export async function rollbackLoss(client: ClientBase, to?: string): Promise<RollbackLoss | undefined> {
  const applied = (await readMigrations(client)).filter(({ appliedAt }) => appliedAt !== undefined).toReversed();
  const undone = to === undefined ? applied.slice(0, 1) : applied.filter(({ name }) => name > to);
  if (undone.length === 0) return undefined;
  const foreign = undone.find(({ known }) => !known);
  if (foreign !== undefined)
    throw new Error(
      `${foreign.name} was applied by newer software, which alone can take it back. Nothing was changed.`,
    );
  const { columns, derived, ...dropped } = namesIn(undone.map(({ name }) => downPart(name)));
  const tables: LostTable[] = [];
  for (const table of await presentTables(client, dropped)) {
    const { rows } = await client.query<{ rows: string }>(`select count(*)::text as rows from ${table}`);
    tables.push({ table, rows: Number(rows[0]?.rows) });
  }
  return { names: undone.map(({ name }) => name), tables, columns, derived };
}

type Dropped = { readonly tables: readonly string[]; readonly schemas: readonly string[] };

/** Those of them that are there: tables by name, and all in a schema that goes. */
async function presentTables(client: ClientBase, { tables, schemas }: Dropped): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname = any ($2) or format('%I.%I', schemaname, tablename)::regclass = any
       (select to_regclass(given) from unnest($1::text[]) given) order by 1`,
    [tables, schemas],
  );
  return rows.map(({ name: table }) => table);
}

function downPart(name: string): string {
  const file = migrationFiles().get(name);
  const sql = file === undefined ? '' : readFileSync(file, 'utf8');
  return sql.slice(sql.indexOf('-- Down Migration'));
}

/**
 * What statements of these down parts drop, which are carried out one after the other, by the names that it has before the first. What is
 * dropped in each version of the read model stands apart.
 */
export function namesIn(downs: readonly string[]): Dropped & Pick<RollbackLoss, 'columns' | 'derived'> {
  const formerly = new Map<string, string>();
  const nowOf = (name: string): string => formerly.get(name) ?? name;
  const found = { tables: [] as string[], schemas: [] as string[], columns: [] as string[], derived: [] as string[] };
  for (const down of downs) {
    found.tables.push(...dropped(down, 'table').map(nowOf));
    found.schemas.push(...dropped(down, 'schema'));
    for (const [, table = '', changes = ''] of down.matchAll(/^alter table (\S+)\s([^;]*);/gm))
      for (const [, column] of changes.matchAll(/drop column (?:if exists )?(\w+)/g))
        found.columns.push(`${nowOf(table)}.${column}`);
    for (const [, list = ''] of down.matchAll(/in_each_read_model\('drop table ([^']+)'/g))
      found.derived.push(...namesOf(list).map((name) => name.replace('rm_n.', '')));
    for (const [, from = '', into = ''] of down.matchAll(/^alter table (\S+) rename to (\w+);/gm))
      formerly.set(into, nowOf(from));
  }
  const stays = (column: string): boolean => !found.tables.includes(column.slice(0, column.lastIndexOf('.')));
  // Where a whole schema goes, its tables are named one by one.
  const derived = found.schemas.length > 0 ? [] : found.derived;
  return { ...found, derived, columns: found.columns.filter(stays) };
}

const dropped = (down: string, what: 'table' | 'schema'): string[] =>
  [...down.matchAll(new RegExp(`^drop ${what} (?:if exists )?([\\w., ]+?)(?: cascade)?;`, 'gm'))].flatMap(
    ([, list = '']) => namesOf(list),
  );

const namesOf = (list: string): string[] => list.split(',').map((item) => item.trim());
