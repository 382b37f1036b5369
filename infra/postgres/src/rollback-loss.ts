import { readFileSync } from 'node:fs';
import type { ClientBase } from 'pg';
import { migrationFiles } from './migration-files.ts';
import { readMigrations } from './read-migrations.ts';

/** A table that a migration takes with it when it is taken back, and how many rows it holds now. */
export type LostTable = { readonly table: string; readonly rows: number };

/** The newest migration applied, and the tables that go with it; undefined if none is applied. */
export async function rollbackLoss(
  client: ClientBase,
): Promise<{ readonly name: string; readonly tables: readonly LostTable[] } | undefined> {
  const newest = (await readMigrations(client)).findLast(({ appliedAt }) => appliedAt !== undefined);
  if (newest === undefined) return undefined;
  const tables: LostTable[] = [];
  for (const table of newest.known ? await droppedTables(client, newest.name) : []) {
    const { rows } = await client.query<{ rows: string }>(`select count(*)::text as rows from ${table}`);
    tables.push({ table, rows: Number(rows[0]?.rows) });
  }
  return { name: newest.name, tables };
}

/** Those of them that are there: tables by name, and all in a schema that goes. */
async function droppedTables(client: ClientBase, name: string): Promise<string[]> {
  const { tables, schemas } = namesIn(downPart(name));
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

/** What is dropped by statements of this text. Those within `in_each_read_model` are not: what they drop is built again from the journal. */
export function namesIn(down: string): { readonly tables: readonly string[]; readonly schemas: readonly string[] } {
  const named = (what: string): string[] =>
    [...down.matchAll(new RegExp(`^drop ${what} (?:if exists )?([\\w., ]+?)(?: cascade)?;`, 'gm'))].flatMap(
      ([, list = '']) => list.split(',').map((item) => item.trim()),
    );
  return { tables: named('table'), schemas: named('schema') };
}
