import type { SqlValues } from '@notes/reading';
import { type ListOrder, type SortKey, type SortValue, sortColumns } from './list-order.ts';

/** `order by` for an order. */
export const orderBy = (order: ListOrder): string =>
  order.map(({ member, descending }) => `${sortColumns[member].sql}${descending ? ' desc' : ''}`).join(', ');

/**
 * The condition that a row comes after these values of the order's keys, or has them, if `inclusive`. Keys of one direction
 * are compared as a row, which an index of theirs can begin at. Where directions mix, each key is compared by itself, and
 * the bound on the first is what an index can begin at.
 */
export function comesAfter(
  order: ListOrder,
  values: readonly SortValue[],
  { inclusive, sql }: { readonly inclusive: boolean; readonly sql: SqlValues },
): string {
  const [first, ...rest] = order.map((key, i): Placed => placed(key, sql.add(values[i], sortColumns[key.member].type)));
  if (first === undefined) throw new Error('an order has at least one key');
  const condition = beyond(first, rest, inclusive);
  return isOneWay(first, rest) ? condition : `${first.column} ${first.way}= ${first.value} and ${condition}`;
}

type Placed = { readonly column: string; readonly value: string; readonly way: '<' | '>' };

const placed = ({ member, descending }: SortKey, value: string): Placed => ({
  column: sortColumns[member].sql,
  value,
  way: descending ? '<' : '>',
});

const isOneWay = (first: Placed, rest: readonly Placed[]): boolean => rest.every(({ way }) => way === first.way);

function beyond(first: Placed, rest: readonly Placed[], inclusive: boolean): string {
  const [next, ...others] = rest;
  if (next === undefined || isOneWay(first, rest)) {
    const all = [first, ...rest];
    const columns = all.map(({ column }) => column).join(', ');
    return `(${columns}) ${first.way}${inclusive ? '=' : ''} (${all.map(({ value }) => value).join(', ')})`;
  }
  const { column, value, way } = first;
  return `(${column} ${way} ${value} or (${column} = ${value} and ${beyond(next, others, inclusive)}))`;
}
