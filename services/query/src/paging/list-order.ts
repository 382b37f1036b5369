import { instantText, type Note, type SortMember, storableText, uuidText } from '@notes/contracts';
import { byCodePoint } from '@notes/reading';
import { ProblemError } from '@notes/service';

/** One key of an order: a member of the note, upwards or downwards. */
export type SortKey = { readonly member: SortMember | 'id'; readonly descending: boolean };

/** The keys that decide, one after the other. The id is the last, so that no two notes are equal. */
export type ListOrder = readonly SortKey[];

/** A value of a sort key, as a cursor carries it. */
export type SortValue = string | number;

type SortColumn = { readonly sql: string; readonly type: string; admits(value: unknown): boolean };

const instant = new RegExp(instantText);
const uuid = new RegExp(uuidText);
const storable = new RegExp(storableText, 'u');

const texts = { type: 'text', admits: (value: unknown) => isText(value, storable) };
const times = { type: 'timestamptz', admits: (value: unknown) => isText(value, instant) && isRealInstant(value) };

/**
 * The columns that a list can be ordered by: in the words of the indexes, with the type that Postgres is to take a cursor's value
 * as, and whether a value is one of it. The database is asked only what it cannot choke on (the pattern alone lets
 * 31 February through).
 */
export const sortColumns: Readonly<Record<SortKey['member'], SortColumn>> = {
  title: { sql: byCodePoint('title'), ...texts },
  created_by: { sql: byCodePoint('created_by'), ...texts },
  priority: {
    sql: 'priority',
    type: 'integer',
    admits: (value) => Number.isInteger(value) && Number(value) === (Number(value) | 0),
  },
  created_at: { sql: 'created_at', ...times },
  updated_at: { sql: 'updated_at', ...times },
  id: { sql: 'id', type: 'uuid', admits: (value) => isText(value, uuid) },
};

/**
 * The order that `order_by` asks for, what changed last first if it asks for none. The id takes the direction of the key
 * before it: so an order of one key goes along its index, downwards as upwards. Throws the problem `invalid` for a key that
 * comes twice.
 */
export function readOrder(keys: readonly string[] = ['-updated_at']): ListOrder {
  const order = keys.map((key): SortKey => {
    const descending = key.startsWith('-');
    return { member: (descending ? key.slice(1) : key) as SortMember, descending };
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
export const reversed = (order: ListOrder): ListOrder =>
  order.map(({ member, descending }) => ({ member, descending: !descending }));

/** The values of a note that its place in the order depends on. */
export const sortValues = (order: ListOrder, note: Note): readonly SortValue[] =>
  order.map(({ member }) => note[member]);

/** Whether these can be the values of some note in that order. */
export const areSortValues = (order: ListOrder, values: readonly unknown[]): values is readonly SortValue[] =>
  values.length === order.length && order.every(({ member }, i) => sortColumns[member].admits(values[i]));

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
