import { instantText, storableText, uuidText } from '@notes/contracts';
import { ProblemError } from '@notes/service';
import type { SqlValues } from './statement.ts';

/** One key of an order: a member of what is listed, ascending or descending. */
export type SortKey<Member extends string = string> = { readonly member: Member | 'id'; readonly descending: boolean };

/** The keys of an order, the most significant first. The id is the last, so that no two rows are equal. */
export type ListOrder<Member extends string = string> = readonly SortKey<Member>[];

/** A value of a sort key, as a cursor carries it. */
export type SortValue = string | number;

/**
 * A column that a list can be ordered by: in the words of its index, with the type that Postgres is to take a cursor's value
 * as, and whether a value is one of it. Only such values reach the database.
 */
export type SortColumn = { readonly sql: string; readonly type: string; admits(value: unknown): boolean };

export type SortColumns<Member extends string = string> = Readonly<Record<Member | 'id', SortColumn>>;

const instant = new RegExp(instantText);
const uuid = new RegExp(uuidText);
const storable = new RegExp(storableText, 'u');

/** Compared by code point, which is the same on every server. The indexes are written so, and serve no other order. */
export const byCodePoint = (column: string): string => `${column} collate "C"`;

/** Columns to order by, by the type of the column. */
export const sortColumn = {
  text: (name: string): SortColumn => ({
    sql: byCodePoint(name),
    type: 'text',
    admits: (value) => isText(value, storable),
  }),
  integer: (name: string): SortColumn => ({
    sql: name,
    type: 'integer',
    admits: (value) => Number.isInteger(value) && Number(value) === (Number(value) | 0),
  }),
  // The pattern alone admits 31 February.
  timestamptz: (name: string): SortColumn => ({
    sql: name,
    type: 'timestamptz',
    admits: (value) => isText(value, instant) && isRealInstant(value),
  }),
  uuid: (name: string): SortColumn => ({ sql: name, type: 'uuid', admits: (value) => isText(value, uuid) }),
};

/**
 * The order that the parameter `order_by` asks for, such as `['-priority', 'title']`, with the id as its last key. The id has
 * the direction of the key before it, so that an order of one key follows its index, in either direction. Throws the
 * problem `invalid` for a key that occurs twice.
 */
export function parseOrder<Member extends string>(keys: readonly string[]): ListOrder<Member> {
  const order = keys.map((key): SortKey<Member> => {
    const descending = key.startsWith('-');
    return { member: (descending ? key.slice(1) : key) as Member, descending };
  });
  const members = order.map(({ member }) => member);
  const twice = members.find((member, i) => members.indexOf(member) < i);
  if (twice !== undefined) throw comesTwice(twice);
  return [...order, { member: 'id', descending: order.at(-1)?.descending === true }];
}

/** The order as clients write it, with the id, such as `-updated_at,-id`. */
export const orderText = (order: ListOrder): string =>
  order.map(({ member, descending }) => `${descending ? '-' : ''}${member}`).join(',');

/** The same order from its other end. */
export const reversed = <Member extends string>(order: ListOrder<Member>): ListOrder<Member> =>
  order.map(({ member, descending }) => ({ member, descending: !descending }));

/** The values of an item that its place in the order depends on. */
export const sortValues = <Member extends string>(
  order: ListOrder<Member>,
  item: Readonly<Record<Member | 'id', SortValue>>,
): readonly SortValue[] => order.map(({ member }) => item[member]);

/** Whether these can be the values of some item in that order. */
export const areSortValues = <Member extends string>(
  order: ListOrder<Member>,
  columns: SortColumns<Member>,
  values: readonly unknown[],
): values is readonly SortValue[] =>
  values.length === order.length && order.every(({ member }, i) => columns[member].admits(values[i]));

/** `order by` for an order. */
export const orderBy = <Member extends string>(order: ListOrder<Member>, columns: SortColumns<Member>): string =>
  order.map(({ member, descending }) => `${columns[member].sql}${descending ? ' desc' : ''}`).join(', ');

/**
 * The keyset condition: a row comes after these values of the order's keys, or has them, if `inclusive`. Keys of one direction
 * are compared as a row, where an index on them can begin. Where directions are mixed, each key is compared by itself, and an
 * index can begin at the bound on the first.
 */
export function comesAfter<Member extends string>(
  order: ListOrder<Member>,
  columns: SortColumns<Member>,
  { values, inclusive }: { readonly values: readonly SortValue[]; readonly inclusive: boolean },
  sql: SqlValues,
): string {
  const [first, ...rest] = order.map(({ member, descending }, i): Bound => {
    const { sql: column, type } = columns[member];
    return { column, value: sql.add(values[i], type), operator: descending ? '<' : '>' };
  });
  if (first === undefined) throw new Error('an order has at least one key');
  const condition = beyond(first, rest, inclusive);
  return isOneWay(first, rest) ? condition : `${first.column} ${first.operator}= ${first.value} and ${condition}`;
}

type Bound = { readonly column: string; readonly value: string; readonly operator: '<' | '>' };

const isOneWay = (first: Bound, rest: readonly Bound[]): boolean =>
  rest.every(({ operator }) => operator === first.operator);

function beyond(first: Bound, rest: readonly Bound[], inclusive: boolean): string {
  const [next, ...others] = rest;
  if (next === undefined || isOneWay(first, rest)) {
    const all = [first, ...rest];
    const columns = all.map(({ column }) => column).join(', ');
    return `(${columns}) ${first.operator}${inclusive ? '=' : ''} (${all.map(({ value }) => value).join(', ')})`;
  }
  const { column, value, operator } = first;
  return `(${column} ${operator} ${value} or (${column} = ${value} and ${beyond(next, others, inclusive)}))`;
}

const isText = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value);

function isRealInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

const comesTwice = (member: string): ProblemError =>
  new ProblemError('invalid', `order_by: ${member} comes twice.`, {
    errors: [
      { parameter: 'order_by', code: 'repeated', detail: `${member} comes twice: each key once, in one direction.` },
    ],
  });
