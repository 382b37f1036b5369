import { hash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@notes/service';

/**
 * A cursor is opaque to clients: base64url of a signature and the values it carries, as JSON. The signature also covers
 * the scope, a text that says what list in what order the cursor belongs to, so that one of another list does not open.
 *
 * The key is the log's epoch, as the snapshot that is read gives it: all instances agree on it without a setting, and a
 * cursor of another database does not open. It is no secret and need not be: a cursor only says where a list goes on, and
 * what it carries is checked before the database sees it. The signature catches mistakes, not attacks.
 */
const signatureBytes = 16;

/** Writes a cursor for a list that was read at `position`. */
export function sealCursor(position: string, scope: string, values: readonly unknown[]): string {
  const carried = JSON.stringify(values);
  return Buffer.concat([signature(position, scope, carried), Buffer.from(carried)]).toString('base64url');
}

export type Cursor = {
  readonly values: readonly unknown[];
  /** Whether it was written for this scope, in the log that this position is of. */
  isSealed(position: string, scope: string): boolean;
};

/** Reads a cursor without trusting it yet; undefined if it is not one. */
export function openCursor(text: string): Cursor | undefined {
  const bytes = Buffer.from(text, 'base64url');
  const carried = bytes.toString('utf8', signatureBytes);
  const values = parseJson(carried);
  if (bytes.toString('base64url') !== text || !Array.isArray(values)) return undefined;
  const given = bytes.subarray(0, signatureBytes);
  return { values, isSealed: (position, scope) => timingSafeEqual(given, signature(position, scope, carried)) };
}

/** None of the three parts can hold a line break, or, as JSON, holds it escaped. */
const signature = (position: string, scope: string, carried: string): Buffer =>
  hash('sha256', `notes cursor ${position.slice(0, position.indexOf(':'))}\n${scope}\n${carried}`, 'buffer').subarray(
    0,
    signatureBytes,
  );

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The problem of a cursor that the list has not given out. */
export const cursorRefused = (): ProblemError =>
  new ProblemError('invalid', 'The cursor is none that this list has given out.', {
    errors: [
      {
        parameter: 'cursor',
        code: 'bad-cursor',
        detail: 'Take the cursor from `next` of a page with the same filters and order, or leave it out to begin anew.',
      },
    ],
  });
