/**
 * What any text of ours may hold: every Unicode scalar value but U+0000. Postgres cannot store U+0000, and a lone
 * surrogate has no UTF-8 form, so it would come back from the log as something else. Under the u flag, which JSON Schema
 * asks for, the class matches lone surrogates only, never the halves of a pair.
 */
export const storableText = '^[^\\u0000\\ud800-\\udfff]*$';

/** As `storableText`, and at least one character that is not white space. */
export const visibleText = '^(?=[\\s\\S]*\\S)[^\\u0000\\ud800-\\udfff]*$';

/** A UUID in its one accepted form: lower case, with dashes. Any version: ids may be random (v4) or derived (v5). */
export const uuidText = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

/** An instant as we write it: RFC 3339, UTC, milliseconds. */
export const instantText =
  '^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$';

const day = [
  '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])',
  '(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)',
  '02-(?:0[1-9]|1[0-9]|2[0-8])',
].join('|');
const leapYear = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';

/** As `instantText`, of a day that exists in a year from 1 on: where the schema alone decides what is kept. */
export const realInstantText = `^(?!0000)(?:[0-9]{4}-(?:${day})|${leapYear}-02-29)T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$`;

/**
 * The text in composed form (Unicode's NFC): `é` is one character, whether it came as one or as `e` and an accent. What has
 * no character from U+0300 on is composed already (UAX #15).
 */
export const composed = (text: string): string => (/[\u0300-\uffff]/.test(text) ? text.normalize('NFC') : text);

/** The decimal without trailing zeros of its fraction, so that one number has one text: `2.50` is `2.5`, `10.00` is `10`. */
export const plainDecimal = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
