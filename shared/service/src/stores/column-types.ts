import pg from 'pg';

const text = /^(\d{4,})-(\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00(?::?00)?$/;

/**
 * An instant as Postgres writes it in a UTC session (`2026-01-31 12:00:00.12+00`) as we write it
 * (`2026-01-31T12:00:00.120Z`). Digits beyond milliseconds are cut off. Throws on what has no such form: infinity, years BC.
 */
export function readTimestamp(value: string): string {
  // Nine in ten have three digits after the point, and a page of notes has a hundred.
  if (value.length === 26 && value[19] === '.' && value.endsWith('+00'))
    return `${value.slice(0, 10)}T${value.slice(11, 23)}Z`;
  const match = text.exec(value);
  if (match === null) throw new Error(`not an instant that RFC 3339 can hold: ${value}`);
  const [, year = '', day = '', time = '', fraction = ''] = match;
  return `${year}-${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

const int8 = 20;
const int8Array = 1016;
const timestamptz = 1184;

/**
 * How columns become values: int8 a number (and an error beyond 2^53, rather than a wrong one), timestamptz RFC 3339 text
 * with milliseconds and Z, all else as pg has it.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: string) => {
    if (format !== 'binary') {
      if (oid === int8) return readInteger;
      if (oid === int8Array) return readIntegers;
      if (oid === timestamptz) return readTimestamp;
    }
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

function readInteger(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`beyond the integers that a number holds exactly: ${value}`);
  return number;
}

const readIntegers = (value: string): (number | null)[] =>
  value === '{}'
    ? []
    : value
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : readInteger(item)));
