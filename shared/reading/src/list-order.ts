import { composed, type Fields, instantText, isNullable, plainDecimal, storableText, uuidText } from '@notes/contracts';
import { ProblemError } from '@notes/service';

/**
 * One key of an order: a member of what is listed, ascending or descending. What is null comes last in either direction, and
 * first where the order is read from its other end.
 */
export type SortKey<Member extends string = string> = {
  readonly member: Member | 'id';
  readonly descending: boolean;
  readonly nullsFirst?: boolean;
};

/** The keys of an order, the most significant first. The id is the last, so that no two rows are equal. */
export type ListOrder<Member extends string = string> = readonly SortKey<Member>[];

/** A value of a sort key, as a cursor carries it. */
export type SortValue = string | number | null;

/**
 * A column that a list can be ordered by: in the words of its index, with the type that Postgres is to take a cursor's value
 * as, and whether a value is one of it. Only such values reach the database.
 */
export type SortColumn = {
  readonly sql: string;
  readonly type: 'text' | 'integer' | 'numeric' | 'boolean' | 'timestamptz' | 'uuid';
  readonly isNullable: boolean;
  admits(value: unknown): boolean;
  /** The form in which its texts are kept, of one that a client writes. */
  readonly kept?: (text: string) => string;
};

export type SortColumns<Member extends string = string> = Readonly<Record<Member | 'id', SortColumn>>;

const instant = new RegExp(instantText);
const uuid = new RegExp(uuidText);
const storable = new RegExp(storableText, 'u');
const decimal = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/** Compared by code point, which is the same on every server. The indexes are written so, and serve no other order. */
const byCodePoint = (column: string): string => `${column} collate "C"`;

const column = (sql: string, type: SortColumn['type'], admits: SortColumn['admits']): SortColumn => ({
  ...{ sql, type, admits },
  isNullable: false,
});

/** Columns to order by, by the type of the column. */
export const sortColumn = {
  text: (name: string): SortColumn => column(byCodePoint(name), 'text', (value) => isText(value, storable)),
  integer: (name: string): SortColumn =>
    column(name, 'integer', (value) => Number.isInteger(value) && Number(value) === (Number(value) | 0)),
  /** Its values are decimal text, so that they stay exact. */
  numeric: (name: string): SortColumn => ({
    ...column(name, 'numeric', (value) => isText(value, decimal)),
    kept: plainDecimal,
  }),
  // The pattern alone admits 31 February.
  timestamptz: (name: string): SortColumn =>
    column(name, 'timestamptz', (value) => isText(value, instant) && isRealInstant(value)),
  boolean: (name: string): SortColumn => column(name, 'boolean', (value) => typeof value === 'boolean'),
  uuid: (name: string): SortColumn => column(name, 'uuid', (value) => isText(value, uuid)),
  /** A column that may also be null. */
  orNull: ({ admits, ...same }: SortColumn): SortColumn => ({
    ...same,
    isNullable: true,
    admits: (value) => value === null || admits(value),
  }),
};

/** Columns to order and filter by: these fields, and what every item has. */
export function sortColumnsOf<F extends Fields>(
  fields: F,
): SortColumns<(keyof F & string) | 'created_by' | 'created_at' | 'updated_at'> {
  const own = Object.entries(fields).map(([name, field]) => {
    const plain = sortColumn[field.column](name);
    // Texts of bodies are composed before they are kept.
    const kept = field.column === 'text' ? { ...plain, kept: composed } : plain;
    return [name, isNullable(field) ? sortColumn.orNull(kept) : kept];
  });
  return {
    ...Object.fromEntries(own),
    created_by: sortColumn.text('created_by'),
    created_at: sortColumn.timestamptz('created_at'),
    updated_at: sortColumn.timestamptz('updated_at'),
    id: sortColumn.uuid('id'),
  };
}

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
  order.map(({ member, descending, nullsFirst }) =>
    nullsFirst === true ? { member, descending: !descending } : { member, descending: !descending, nullsFirst: true },
  );

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
  order.map((key) => `${directed(key, columns)}${placeOfNulls(key, columns)}`).join(', ');

/** A key in `order by`, wherever that puts nulls. */
export const directed = <Member extends string>(
  { member, descending }: SortKey<Member>,
  columns: SortColumns<Member>,
): string => `${columns[member].sql}${descending ? ' desc' : ''}`;

/** Postgres puts them last going up, and first going down. */
function placeOfNulls<Member extends string>(
  { member, descending, nullsFirst = false }: SortKey<Member>,
  columns: SortColumns<Member>,
): string {
  if (!columns[member].isNullable || nullsFirst === descending) return '';
  return nullsFirst ? ' nulls first' : ' nulls last';
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
