import type { Row, Rows, Table, Value } from './projections/table.ts';

/** Rows of one table, merged by its key as they come. */
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
