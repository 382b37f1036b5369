/**
 * Arrays as parameters of Postgres, for bulk writes, in binary form: as text each element is quoted, joined and parsed again, and at
 * some 2,000 rows of 40 columns that was half of what a transaction allocated. The form is that of `array_send`, in
 * `src/backend/utils/adt/arrayfuncs.c`, and of the `_send` function of the elements' type. Ids alone go as text, since Postgres reads
 * their digits faster than they are read here.
 */

type Items = {
  readonly uuid: string;
  readonly text: string;
  readonly json: string;
  readonly integer: number;
  readonly bigint: number;
  readonly boolean: boolean;
  readonly date: string;
  readonly timestamptz: string;
  readonly bytea: Uint8Array;
};

/** The types that arrays may have elements of. */
export type ElementType = keyof Items;

/** What stands for an element: ids, days and instants as the contract writes them, JSON as text. */
export type ElementOf<Type extends ElementType> = Items[Type] | null;

type Codec<Item> = {
  /** Of the type, in `pg_type`. It is the same in every database. */
  readonly oid: number;
  /** How many bytes an element takes at most: each, or this one. */
  readonly size: number | ((item: Item) => number);
  /** Writes an element, and returns how many bytes it took. Throws a `TypeError` if it is none. */
  write(bytes: Buffer, at: number, item: Item): number;
};

/**
 * An array with one element for each item, as a value of a query's parameter of the type `type[]`. Throws a `TypeError` for a
 * day or an instant that is none; what is no id is Postgres' to refuse.
 */
export function arrayParameter<T, Type extends ElementType>(
  type: Type,
  items: readonly T[],
  of: (item: T) => ElementOf<Type>,
): Buffer | string {
  if (type === 'uuid') return `{${items.map((item) => of(item) ?? 'null').join()}}`;
  return binaryArray<T, Items[Type]>(codecs[type as Exclude<ElementType, 'uuid'>] as Codec<Items[Type]>, items, of);
}

function binaryArray<T, Item>(codec: Codec<Item>, items: readonly T[], of: (item: T) => Item | null): Buffer {
  const bytes = Buffer.allocUnsafe(headerSize + sizeOf(codec, items, of));
  let at = headerSize;
  let nulls = 0;
  for (const item of items) {
    const element = of(item);
    if (element === null) nulls = 1;
    const length = element === null ? -1 : codec.write(bytes, at + 4, element);
    bytes.writeInt32BE(length, at);
    at += element === null ? 4 : 4 + length;
  }
  writeHeader(bytes, nulls, codec.oid, items.length);
  return bytes.subarray(0, at);
}

/** How many bytes the elements take at most, each behind its length. */
function sizeOf<T, Item>({ size }: Codec<Item>, items: readonly T[], of: (item: T) => Item | null): number {
  if (typeof size === 'number') return items.length * (4 + size);
  let sum = items.length * 4;
  for (const item of items) {
    const element = of(item);
    if (element !== null) sum += size(element);
  }
  return sum;
}

const headerSize = 20;

/** Dimensions, whether there are nulls, the elements' type; of the dimension, its length and first index. */
function writeHeader(bytes: Buffer, nulls: number, oid: number, length: number): void {
  for (const [index, value] of [1, nulls, oid, length, 1].entries()) bytes.writeInt32BE(value, index * 4);
}

const codecs: { readonly [Type in Exclude<ElementType, 'uuid'>]: Codec<Items[Type]> } = {
  text: { oid: 25, size: (text) => text.length * 3, write: writeText },
  json: { oid: 114, size: (text) => text.length * 3, write: writeText },
  integer: { oid: 23, size: 4, write: (bytes, at, value) => bytes.writeInt32BE(value, at) - at },
  bigint: { oid: 20, size: 8, write: writeInt64 },
  boolean: { oid: 16, size: 1, write: (bytes, at, value) => bytes.writeUInt8(value ? 1 : 0, at) - at },
  date: {
    oid: 1082,
    size: 4,
    write: (bytes, at, day) => bytes.writeInt32BE(dayOf(day) / dayMs, at) - at,
  },
  timestamptz: { oid: 1184, size: 8, write: writeInstant },
  bytea: {
    oid: 17,
    size: (value) => value.length,
    write(bytes, at, value) {
      bytes.set(value, at);
      return value.length;
    },
  },
};

/** Below this length a loop costs less than a call of the encoder. */
const shortText = 12;

function writeText(bytes: Buffer, at: number, text: string): number {
  if (text.length > shortText) return bytes.write(text, at);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) return bytes.write(text, at);
    bytes[at + index] = code;
  }
  return text.length;
}

function writeInt64(bytes: Buffer, at: number, value: number): number {
  bytes.writeInt32BE(Math.floor(value / 2 ** 32), at);
  bytes.writeUInt32BE(value >>> 0, at + 4);
  return 8;
}

/** Postgres counts from here, in microseconds and in days. */
const epoch = Date.UTC(2000, 0, 1);

const dayMs = 86_400_000;

/** The first characters of instants, and their milliseconds: those of one batch mostly have the same. */
let latestDay = { text: '', ms: 0 };

function dayOf(text: string): number {
  if (latestDay.text !== text) latestDay = { text, ms: Date.parse(`${text}T00:00:00.000Z`) - epoch };
  if (Number.isNaN(latestDay.ms)) throw new TypeError(`not a day: ${text}`);
  return latestDay.ms;
}

/** By arithmetic, since `Date.parse` takes four times as long, and an event has three instants. */
function millisecondsOf(instant: string): number {
  const hour = numberAt(instant, 11, 2);
  const minute = numberAt(instant, 14, 2);
  const second = numberAt(instant, 17, 2);
  const fraction = numberAt(instant, 20, 3);
  if (instant.length !== 24 || !(hour < 24 && minute < 60 && second < 60 && fraction < 1_000))
    throw new TypeError(`not an instant: ${instant}`);
  return dayOf(instant.slice(0, 10)) + ((hour * 60 + minute) * 60 + second) * 1_000 + fraction;
}

/** The number that digits of a text make; NaN if some are none. */
function numberAt(text: string, from: number, length: number): number {
  let number = 0;
  for (let index = from; index < from + length; index++) {
    const digit = text.charCodeAt(index) - 48;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : Number.NaN;
  }
  return number;
}

/** In two parts, since the microseconds of a far year are no safe integer. */
function writeInstant(bytes: Buffer, at: number, instant: string): number {
  const milliseconds = millisecondsOf(instant);
  const high = Math.floor(milliseconds / 2 ** 32);
  const low = (milliseconds - high * 2 ** 32) * 1_000;
  bytes.writeInt32BE(high * 1_000 + Math.floor(low / 2 ** 32), at);
  bytes.writeUInt32BE(low % 2 ** 32, at + 4);
  return 8;
}
