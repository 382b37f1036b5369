import pg from 'pg';
import { readTimestamp } from './timestamp.ts';

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
