/** What may stand in a column; timestamps and days as text. */
export type Value = string | number | boolean | null;

type Values = {
  readonly uuid: string;
  readonly text: string | null;
  readonly integer: number;
  /** Exact, as decimal text. */
  readonly numeric: string | null;
  readonly bigint: number | null;
  readonly boolean: boolean;
  readonly date: string;
  readonly timestamptz: string | null;
  readonly json: string | null;
};

/** The types of columns that rows can be written into, as Postgres names them. */
export type ColumnType = keyof Values;

type Columns = Readonly<Record<string, ColumnType>>;

/** A row by the names of its columns; every column is there. */
export type Row = Readonly<Record<string, Value>>;

/** A row that has these columns. */
export type RowWith<C extends Columns> = { readonly [Name in keyof C]: Values[C[Name]] };

/** How the states of an aggregate are stored: a table of the read model, and its columns for a state. */
export type RowMapping<State> = {
  readonly table: string;
  readonly columns: Columns;
  /** The row of a state, which may have further members; it is not to be changed. */
  toRow(state: State): Row;
  /** The state in a row, which may have further columns. */
  fromRow(row: Row): State;
};

/** The mapping of a state whose members are columns of the same names. */
export function rowMapping<State extends { readonly [M in keyof State]: Value }>(
  table: string,
  columns: { readonly [M in keyof State & string]: ColumnType },
): RowMapping<State> {
  const names = Object.keys(columns);
  const fromRow = (from: Row): State => {
    const state: Record<string, Value> = {};
    for (const name of names) state[name] = from[name] ?? null;
    return state as State;
  };
  return { table, columns, toRow: (state) => state as Row, fromRow };
}
