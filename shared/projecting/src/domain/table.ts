import type { ColumnType, Row, RowWith, Value } from '@notes/kernel';

/**
 * A table that the projector writes. A row whose `key` exists is replaced, or is added to number by number, or is refused:
 * the transaction then fails, for such a row must not exist.
 */
export type Table = {
  readonly name: string;
  readonly key: readonly string[];
  readonly merge: 'replace' | 'add' | 'refuse';
  readonly columns: Readonly<Record<string, ColumnType>>;
};

/** The rows of a given table. */
export type RowOf<T extends Table> = RowWith<T['columns']>;

/** Rows on their way into a table. */
export type Rows = { readonly table: Table; readonly rows: readonly Row[] };

/** Rows of one table, merged by its key as they are added. */
export type MergedRows = Rows & { add(row: Row): void };

/** No rows yet. `rows` is what has been added: of one key, the last row, or the sum of all. */
export function mergeRows(table: Table): MergedRows {
  const byKey = new Map<unknown, Record<string, Value>>();
  const keyOf = keyFunction(table.key);
  const numbers = Object.keys(table.columns).filter((column) => !table.key.includes(column));
  return {
    table,
    add(row) {
      const key = keyOf(row);
      const present = table.merge === 'add' ? byKey.get(key) : undefined;
      if (present === undefined) byKey.set(key, { ...row });
      else for (const column of numbers) present[column] = Number(present[column]) + Number(row[column]);
    },
    get rows() {
      return [...byKey.values()];
    },
  };
}

function keyFunction(columns: readonly string[]): (row: Row) => unknown {
  const [first = '', second, ...more] = columns;
  if (second === undefined) return (row) => row[first];
  // The last one is the partition, a number, in every table that is added up: two keys never read the same.
  if (more.length === 0) return (row) => `${row[first]} ${row[second]}`;
  return (row) => JSON.stringify(columns.map((column) => row[column]));
}
