// How headers are described. They have readers of their own, not schemas: whatever fits here is accepted by those.

const place = '(?:0|[1-9][0-9]{0,3})-(?:0|[1-9][0-9]{0,14})';
const position = `[a-z0-9]{8}:(?:${place}(?:\\.${place})*)?`;
const tag = '(?:W/)?"[\\x21\\x23-\\x7e]*"';

/** A position in the log: the Consistency-Token, and wherever a feed can begin. */
export const positionText = `^${position}$`;

/** A position, or nothing at all. */
export const maybePositionText = `^(?:${position})?$`;

/** A list of entity tags, or `*`. */
export const entityTagsText = `^(?:\\*|${tag}(?:, ?${tag})*)$`;

/** An Idempotency-Key, bare or as a quoted string (RFC 8941): 1 to 255 characters of ASCII. */
export const idempotencyKeyText =
  '^(?:[\\x21\\x23-\\x7e]{1,255}|"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\["\\\\]){1,255}")$';

/** A date of HTTP in the one form that is sent (RFC 9110 §5.6.7). */
export const httpDateText =
  '^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?:0[1-9]|[12][0-9]|3[01]) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] GMT$';

/** The name of a caller, where it can be said in ASCII. */
export const userText = '^[\\x21-\\x7e](?:[\\x09\\x20-\\x7e]{0,253}[\\x21-\\x7e])?$';
