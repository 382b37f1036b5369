/** In place of an instant of which a part is missing. */
export const incomplete = '?';

const minuteMs = 60_000;
const minuteLength = 'YYYY-MM-DDTHH:MM'.length;

/** An instant as the value of a `datetime-local` control; empty if there is none. Seconds are left out where they are zero. */
export function toControl(instant: string | null): string {
  if (instant === null || instant === incomplete) return '';
  const at = new Date(instant);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * minuteMs).toISOString().slice(0, -1);
  return local.endsWith(':00.000') ? local.slice(0, minuteLength) : local;
}

/** The value of a `datetime-local` control as an instant; null if it is empty, `incomplete` if it is none of the years that the service has. */
export function fromControl(value: string): string | null {
  if (value === '') return null;
  const at = new Date(value);
  const text = Number.isNaN(at.getTime()) ? '' : at.toISOString();
  return /^\d{4}-/.test(text) && !text.startsWith('0000') ? text : incomplete;
}
