import type { ColumnType } from '@notes/kernel';
import type pg from 'pg';
import { arrayParameter, type ElementType } from './array-parameter.ts';
import type { Rows, Table } from './domain/table.ts';

/** Rows for a table of a schema: that of a version of the read model, or the public one. */
export type Write = Rows & { readonly schema: string };

/** What Postgres sends to those who listen on a channel, when the transaction is committed. */
export type Notice = { readonly channel: string; readonly text: string };

/** Writes rows as `tablesStatement` says. */
export async function writeTables(client: pg.PoolClient, writes: readonly Write[]): Promise<void> {
  if (writes.some(({ rows }) => rows.length > 0)) await client.query(tablesStatement(writes));
}

/**
 * The statement that writes rows, of which there are some, into any number of tables, and leaves a notice: one round trip, one
 * array a column, whatever the number of rows. No two rows may have the same key of one table.
 */
export function tablesStatement(writes: readonly Write[], notice?: Notice): pg.QueryConfig {
  const filled = writes.filter(({ rows }) => rows.length > 0);
  const notified = notice === undefined ? [] : [notice.channel, notice.text];
  return { ...statementFor(filled, notified.length > 0), values: [...filled.flatMap(columnArrays), ...notified] };
}

function columnArrays({ table, rows }: Write): (Buffer | string)[] {
  return Object.entries(table.columns).map(([column, type]) =>
    arrayParameter(elementOf(type), rows, (row) => row[column] ?? null),
  );
}

/** Exact numbers travel as text. */
const elementOf = (type: ColumnType): ElementType => (type === 'numeric' ? 'text' : type);

type Statement = { readonly name: string; readonly text: string };

/** Names of prepared statements are cut at 63 bytes, so they are numbered: one for each combination that occurs. */
const statements = new Map<string, Statement>();

function statementFor(writes: readonly Write[], notifies: boolean): Statement {
  const what = `${writes.map(({ schema, table }) => `${schema}.${table.name} ${table.merge}`).join()} ${notifies}`;
  let statement = statements.get(what);
  if (statement === undefined) {
    statement = { name: `write-${statements.size}`, text: textOf(writes, notifies) };
    statements.set(what, statement);
  }
  return statement;
}

function textOf(writes: readonly Write[], notifies: boolean): string {
  let parameters = 0;
  const inserts = writes.map(({ schema, table }, index) => {
    const arrays = Object.values(table.columns).map((type) => `$${++parameters}::${elementOf(type)}[]::${type}[]`);
    return `w${index} as (${insert(`${schema}.${table.name}`, table)} select * from unnest(${arrays.join(', ')}) ${onConflict(table)})`;
  });
  return `with ${inserts.join(',\n')} select ${notifies ? `pg_notify($${++parameters}, $${++parameters})` : ''}`;
}

const insert = (name: string, { columns }: Table): string =>
  `insert into ${name} as present (${Object.keys(columns).join(', ')})`;

function onConflict({ key, merge, columns }: Table): string {
  if (merge === 'refuse') return '';
  const others = Object.keys(columns).filter((column) => !key.includes(column));
  const value = (column: string) => (merge === 'add' ? `present.${column} + excluded.${column}` : `excluded.${column}`);
  return `on conflict (${key.join(', ')}) do update set ${others.map((column) => `${column} = ${value(column)}`).join(', ')}`;
}
