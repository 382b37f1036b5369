import { instantText, type Note, uuidText } from '@notes/contracts';

type Member = keyof Note;

/** One key of an order: a member of the note, upwards or downwards. */
export type SortKey = { readonly member: Member; readonly descending: boolean };

/** A value of a sort key, as a cursor carries it. */
export type SortValue = string | number;

type SortColumn = { readonly cast: string; admits(value: unknown): boolean };

const instant = new RegExp(instantText);
const uuid = new RegExp(uuidText);

/**
 * The columns that a list can be ordered by: the type that Postgres is to take a cursor's value as, and whether a value
 * is one of it. The database is asked only what it cannot choke on (the pattern alone lets 31 February through).
 */
export const sortColumns = {
  updated_at: { cast: 'timestamptz', admits: (value) => isText(value, instant) && isRealInstant(value) },
  id: { cast: 'uuid', admits: (value) => isText(value, uuid) },
} as const satisfies Partial<Record<Member, SortColumn>>;

/** The default order: what changed last comes first. The id comes last in any order, so that no two notes are equal in it. */
export const defaultOrder = [
  { member: 'updated_at', descending: true },
  { member: 'id', descending: false },
] as const satisfies readonly SortKey[];

export type ListOrder = readonly { readonly member: keyof typeof sortColumns; readonly descending: boolean }[];

/** The order as clients write it, such as `-updated_at,id`. */
export const orderText = (order: ListOrder): string =>
  order.map(({ member, descending }) => `${descending ? '-' : ''}${member}`).join(',');

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
