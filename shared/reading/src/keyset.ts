import { directed, type ListOrder, orderBy, type SortColumns, type SortValue } from './list-order.ts';
import type { SqlValues } from './statement.ts';

/** A place in an order: at the row that has these values of its keys. `inclusive`: with that row. */
type Place = { readonly values: readonly SortValue[]; readonly inclusive: boolean };

/**
 * The keyset condition: a row comes after these values of the order's keys, or has them, if `inclusive`. Keys of one direction
 * are compared as a row, where an index on them can begin. Where directions are mixed, or a key may be null, each is compared by
 * itself, and an index can begin at the bound on the first, unless that may be null (see `stretchesOf`).
 */
export function comesAfter<Member extends string>(
  order: ListOrder<Member>,
  columns: SortColumns<Member>,
  { values, inclusive }: Place,
  sql: SqlValues,
): string {
  const [first, rest] = boundsOf(order, columns, values, sql);
  const condition = beyond(first, rest, inclusive);
  const isBounded = isOneWay(first, rest) || first.nulls !== undefined;
  return isBounded ? condition : `${boundOn(first)} and ${condition}`;
}

/**
 * A part of an order that one index has from end to end, by what it holds of the first key. Its conditions take their values in
 * when they are made.
 */
export type Stretch = {
  readonly holds: 'all' | 'values' | 'nulls';
  readonly conditions: () => readonly string[];
  readonly sorting: string;
};

/**
 * The rows of an order, those after a place if there is one, as stretches that follow each other. An order whose first key may
 * be null has two: an index has the nulls at one end only, and no condition that begins at a value reaches over to them.
 */
export function stretchesOf<Member extends string>(
  order: ListOrder<Member>,
  columns: SortColumns<Member>,
  place: Place | undefined,
  sql: SqlValues,
): Stretch[] {
  const [key, ...others] = order;
  if (key === undefined || !columns[key.member].isNullable) {
    const conditions = () => (place === undefined ? [] : [comesAfter(order, columns, place, sql)]);
    return [{ holds: 'all', conditions, sorting: orderBy(order, columns) }];
  }
  const column = columns[key.member].sql;
  // Within a stretch it is no question where nulls come.
  const sorting = [directed(key, columns), orderBy(others, columns)].join(', ');
  const values: Stretch = { holds: 'values', conditions: () => [`${column} is not null`], sorting };
  const nulls: Stretch = { holds: 'nulls', conditions: () => [`${column} is null`], sorting };
  if (place === undefined) return key.nullsFirst === true ? [nulls, values] : [values, nulls];
  if (place.values[0] === null) {
    const rest = { ...place, values: place.values.slice(1) };
    const after: Stretch = {
      ...nulls,
      conditions: () => [...nulls.conditions(), comesAfter(others, columns, rest, sql)],
    };
    return key.nullsFirst === true ? [after, values] : [after];
  }
  const after: Stretch = {
    ...values,
    conditions() {
      const [nullable, rest] = boundsOf(order, columns, place.values, sql);
      const first = { ...nullable, nulls: undefined };
      const bound = isOneWay(first, rest) ? [] : [boundOn(first)];
      return [...bound, beyond(first, rest, place.inclusive)];
    },
  };
  return key.nullsFirst === true ? [after] : [after, nulls];
}

/** `value`: undefined for null. `nulls`: whether those come first or last, where there may be some. */
type Bound = {
  readonly column: string;
  readonly value: string | undefined;
  readonly operator: '<' | '>';
  readonly nulls: 'first' | 'last' | undefined;
};

function boundsOf<Member extends string>(
  order: ListOrder<Member>,
  columns: SortColumns<Member>,
  values: readonly SortValue[],
  sql: SqlValues,
): [first: Bound, rest: Bound[]] {
  const [first, ...rest] = order.map(({ member, descending, nullsFirst }, i): Bound => {
    const { sql: column, type, isNullable } = columns[member];
    const value = values[i] === null ? undefined : sql.add(values[i], type);
    const nulls = isNullable ? (nullsFirst === true ? 'first' : 'last') : undefined;
    return { column, value, operator: descending ? '<' : '>', nulls };
  });
  if (first === undefined) throw new Error('an order has at least one key');
  return [first, rest];
}

const boundOn = ({ column, operator, value }: Bound): string => `${column} ${operator}= ${value}`;

/** Whether they can be compared as a row: in one direction, and none is null. */
const isOneWay = (first: Bound, rest: readonly Bound[]): boolean =>
  [first, ...rest].every(({ operator, nulls }) => operator === first.operator && nulls === undefined);

function beyond(first: Bound, rest: readonly Bound[], inclusive: boolean): string {
  if (isOneWay(first, rest)) {
    const all = [first, ...rest];
    const columns = all.map(({ column }) => column).join(', ');
    return `(${columns}) ${first.operator}${inclusive ? '=' : ''} (${all.map(({ value }) => value).join(', ')})`;
  }
  const [next, ...others] = rest;
  const then = next === undefined ? `${inclusive}` : beyond(next, others, inclusive);
  return `(${after(first)} or (${equal(first)} and ${then}))`;
}

function after({ column, value, operator, nulls }: Bound): string {
  if (value === undefined) return nulls === 'first' ? `${column} is not null` : 'false';
  return nulls === 'last' ? `${column} ${operator} ${value} or ${column} is null` : `${column} ${operator} ${value}`;
}

const equal = ({ column, value }: Bound): string =>
  value === undefined ? `${column} is null` : `${column} = ${value}`;
