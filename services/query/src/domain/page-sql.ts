import { type ListOrder, sortColumns } from './list-order.ts';

/** `order by` for an order. */
export const orderBy = (order: ListOrder): string =>
  order.map(({ member, descending }) => `${member}${descending ? ' desc' : ''}`).join(', ');

/**
 * The condition that a row comes after the values `$1`, `$2`, … of the order's keys. Orders mix directions, which a row
 * comparison cannot, so it is spelt out key by key; the bound on the first key alone is what an index can start from.
 */
export function comesAfter(order: ListOrder): string {
  const [first] = order;
  if (first === undefined) throw new Error('an order has at least one key');
  return `${first.member} ${first.descending ? '<=' : '>='} ${parameter(order, 0)} and ${beyond(order, 0)}`;
}

function beyond(order: ListOrder, index: number): string {
  const key = order[index];
  if (key === undefined) return 'false';
  const value = parameter(order, index);
  const past = `${key.member} ${key.descending ? '<' : '>'} ${value}`;
  if (index === order.length - 1) return past;
  return `(${past} or (${key.member} = ${value} and ${beyond(order, index + 1)}))`;
}

function parameter(order: ListOrder, index: number): string {
  const key = order[index];
  return key === undefined ? 'null' : `$${index + 1}::${sortColumns[key.member].cast}`;
}
