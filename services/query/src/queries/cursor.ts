import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A cursor is opaque to clients: base64url of a signature and the values it carries, as JSON. The signature also covers
 * the scope, a text that says what list in what order the cursor belongs to, so that one of another list does not open.
 */
const signatureBytes = 16;

/** Writes a cursor. */
export function sealCursor(key: string, scope: string, values: readonly unknown[]): string {
  const carried = Buffer.from(JSON.stringify(values));
  return Buffer.concat([signature(key, scope, carried), carried]).toString('base64url');
}

export type Cursor = {
  readonly values: readonly unknown[];
  /** Whether it was written with this key for this scope. */
  isSealed(key: string, scope: string): boolean;
};

/** Reads a cursor without trusting it yet; undefined if it is not one. */
export function openCursor(text: string): Cursor | undefined {
  const bytes = Buffer.from(text, 'base64url');
  const carried = bytes.subarray(signatureBytes);
  const values = parseJson(carried.toString());
  if (bytes.toString('base64url') !== text || !Array.isArray(values)) return undefined;
  const given = bytes.subarray(0, signatureBytes);
  return { values, isSealed: (key, scope) => timingSafeEqual(given, signature(key, scope, carried)) };
}

const signature = (key: string, scope: string, carried: Buffer): Buffer =>
  createHmac('sha256', key).update(`${scope}\n`).update(carried).digest().subarray(0, signatureBytes);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
