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
