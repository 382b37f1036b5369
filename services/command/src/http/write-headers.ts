import { uuidText } from '@notes/contracts';
import { ProblemError } from '@notes/service';

const uuid = new RegExp(uuidText);
const quoted = /^"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/;
const bare = /^[\x21\x23-\x7e]+$/;

/** Any text that is not the id of a note, in its one form, names nothing. */
export function requireNoteId(id: string): string {
  if (!uuid.test(id)) throw new ProblemError('not-found', `There is no note with the id ${JSON.stringify(id)}.`);
  return id;
}

/** The Idempotency-Key, quoted (RFC 8941 string) or bare: 1 to 255 characters. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = quoted.test(header) ? header.slice(1, -1).replace(/\\(["\\])/g, '$1') : bare.test(header) ? header : '';
  if (key.length >= 1 && key.length <= 255) return key;
  const detail = 'Must be 1 to 255 printable ASCII characters, quoted or bare.';
  throw new ProblemError('malformed-request', `Idempotency-Key: ${detail}`, {
    errors: [{ header: 'Idempotency-Key', code: 'bad-format', detail }],
  });
}
