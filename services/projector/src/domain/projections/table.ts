/** What a projection writes into a column; timestamps and days as text. */
export type Value = string | number | boolean | null;

type Values = {
  readonly uuid: string;
  readonly text: string | null;
  readonly integer: number;
  readonly bigint: number | null;
  readonly boolean: boolean;
  readonly date: string;
  readonly timestamptz: string | null;
  readonly json: string;
};

/** The types of columns that rows can be written into. */
export type ColumnType = keyof Values;

/**
 * A table that projections write. A row whose `key` is there already replaces it, or is added to it number by number, or
 * is refused: then it is an error, for it must not happen.
 */
export type Table = {
  readonly name: string;
  readonly key: readonly string[];
  readonly merge: 'replace' | 'add' | 'refuse';
  readonly columns: Readonly<Record<string, ColumnType>>;
};

/** A row by the names of its columns; every column is there. */
export type Row = Readonly<Record<string, Value>>;

/** The rows of a given table. */
export type RowOf<T extends Table> = { readonly [C in keyof T['columns']]: Values[T['columns'][C]] };

/** Rows on their way into a table. */
export type Rows = { readonly table: Table; readonly rows: readonly Row[] };
