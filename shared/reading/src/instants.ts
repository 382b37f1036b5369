import { ProblemError } from '@notes/service';

/** An instant to the millisecond: the last one that is not after what was written, and the first that is not before it. */
export type InstantBounds = { readonly floor: string; readonly ceiling: string };

const form = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;
const leapSecond = '60';

/** Reads the instant in a parameter of a query. Throws the problem `invalid` if it is not one. */
export function readInstant(parameter: string, text: string): InstantBounds {
  const bounds = parseInstant(text);
  if (bounds !== undefined) return bounds;
  const detail =
    'Must be an instant of RFC 3339 with a zone, such as 2026-01-31T12:00:00Z or 2026-01-31T14:00:00%2B02:00.';
  throw new ProblemError('invalid', `${parameter}: ${detail}`, {
    errors: [{ parameter, code: 'bad-format', detail }],
  });
}

/**
 * Reads an instant of RFC 3339, of any zone and precision; undefined if it is none, or none that the years 0001 to 9999 of
 * UTC hold. A leap second is the second after it.
 */
export function parseInstant(text: string): InstantBounds | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, day = '', minutes = '', seconds = '', fraction = '', zone = ''] = match;
  if (!isRealDay(day)) return undefined;
  const leaps = seconds === leapSecond;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const read = Date.parse(`${day}T${minutes}:${leaps ? '59' : seconds}.${milliseconds}${zone.toUpperCase()}`);
  const floor = leaps ? read + 1_000 : read;
  const ceiling = /[1-9]/.test(fraction.slice(3)) ? floor + 1 : floor;
  if (!(floor >= earliest && ceiling <= latest)) return undefined;
  return { floor: new Date(floor).toISOString(), ceiling: new Date(ceiling).toISOString() };
}

const earliest = Date.parse('0001-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** Date.parse takes 31 February for a day in March. */
const isRealDay = (day: string): boolean => {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
};
